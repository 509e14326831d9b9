/** Escalation policies: what holds for a department on a day and where it comes from, its versions, and a new one. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { api, asProblem } from '@/api/client';
import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import { holds, holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { DeadEnd, Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { Needs } from './Needs';
import { PolicyForm } from './PolicyForm';
import { changed, type Group, GROUPS, kindOf, type Policy, stateOf, type Term, type Terms } from './terms';

export function Policies() {
  const { t } = useWords();
  const me = useMe();
  const today = useToday();
  const { departments, department: named, isPending } = useDirectory();
  const [search, setSearch] = useSearchParams();
  const department = search.get('department') ?? '';
  const [day, setDay] = useState<string>();
  const [form, setForm] = useState(false);
  const shown = day ?? today;
  const inForce = api.useQuery(
    'get',
    '/api/v1/policies/in-force',
    { params: { query: { department, day: shown ?? '' } } },
    { enabled: shown !== undefined },
  );
  const may = department ? holds(me, 'manager', department) : holdsAnywhere(me, 'admin');
  const choose = (code: string) => {
    search.set('department', code);
    setSearch(search, { replace: true });
  };
  if (department && !isPending && !named(department)) {
    return <DeadEnd title={t('directory:unknownDepartment', { code: department })} />;
  }
  return (
    <>
      <div className="settings-bar">
        <div className="entry">
          <label htmlFor="settings-department">{t('settings:department')}</label>
          <Select
            id="settings-department"
            className="settings-choice"
            value={department}
            onChange={choose}
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('settings:organisation') },
              ...departments.map(({ code, name }) => ({ value: code, label: `${name} · ${code}` })),
            ]}
          />
        </div>
        <div className="entry">
          <label htmlFor="settings-day">{t('settings:onDay')}</label>
          <DatePicker
            id="settings-day"
            allowClear={false}
            value={shown ? dayjs(shown) : null}
            onChange={(at) => setDay(at?.format('YYYY-MM-DD'))}
          />
        </div>
        {may ? (
          <Button type="primary" onClick={() => setForm(true)}>
            {t('settings:newVersion')}
          </Button>
        ) : department ? (
          <Needs role="manager" department={department} />
        ) : (
          <Needs role="admin" />
        )}
      </div>
      <Panel title={t('settings:inForce')}>
        <Loaded of={inForce}>{(policy) => <InForce policy={policy} department={department} />}</Loaded>
      </Panel>
      <History department={department} may={may} />
      {form && today && <PolicyForm department={department} today={today} onClose={() => setForm(false)} />}
    </>
  );
}

/** Where a policy comes from, in words. */
function Origin({ policy, department }: { policy: Policy; department: string }) {
  const { t } = useWords();
  const format = useFormat();
  const { department: named } = useDirectory();
  const { version, effective_from: day } = policy;
  if (!policy.id) return <>{t('settings:fromDefaults')}</>;
  const since = { version, day: format.longDay(day) };
  if (policy.department === department) return <>{t('settings:fromOwn', since)}</>;
  const name = policy.department ? (named(policy.department)?.name ?? policy.department) : t('settings:organisation');
  return <>{t('settings:fromOther', { ...since, name })}</>;
}

export function TermValue({ term, terms }: { term: Term; terms: Terms }) {
  const { t } = useWords();
  const format = useFormat();
  const value = terms[term];
  if (Array.isArray(value)) {
    if (!value.length) return <span className="soft">{t('settings:noValue')}</span>;
    if (kindOf(term) !== 'people') return <>{value.join(', ')}</>;
    return (
      <span className="facts">
        {value.map((code) => (
          <Person key={code} code={code} />
        ))}
      </span>
    );
  }
  if (typeof value === 'number') return <>{format.number(value)}</>;
  return value ? <>{value}</> : <span className="soft">{t('settings:noValue')}</span>;
}

function InForce({ policy, department }: { policy: Policy; department: string }) {
  const { t } = useWords();
  return (
    <>
      <p className="settings-origin">
        <span className="soft">{t('settings:comesFrom')}</span> <Origin policy={policy} department={department} />
      </p>
      <div className="settings-groups">
        {(Object.keys(GROUPS) as Group[]).map((group) => (
          <section key={group}>
            <h3>{t(`settings:group_${group}`)}</h3>
            <dl>
              {GROUPS[group].map((term) => (
                <div key={term}>
                  <dt>{t(`settings:${term}`)}</dt>
                  <dd className="numbers">
                    <TermValue term={term} terms={policy} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}

function History({ department, may }: { department: string; may: boolean }) {
  const { t } = useWords();
  const format = useFormat();
  const today = useToday();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const list = api.useQuery('get', '/api/v1/policies', { params: { query: {} } });
  const withdraw = api.useMutation('post', '/api/v1/policies/{id}/withdraw', {
    onSuccess: () => void message.success(t('settings:withdrawn')),
    onError: (error) => void message.error(asProblem(error).detail, 6),
    onSettled: () => void queries.invalidateQueries(),
  });
  return (
    <Panel title={t('settings:history')} flush>
      <Loaded of={list}>
        {({ policies }) => {
          const own = policies.filter((one) => one.department === department);
          if (!own.length || !today) return <Empty title={t('settings:historyNone')} />;
          const columns: Column<Policy>[] = [
            { key: 'version', title: t('settings:version'), cell: ({ version }) => version },
            {
              key: 'effective',
              title: t('settings:effective'),
              cell: ({ effective_from: day }) => format.longDay(day),
            },
            {
              key: 'state',
              title: t('settings:state'),
              cell: (one) => (
                <span className={`tag settings-${stateOf(one, own, today)}`}>
                  {t(`settings:state_${stateOf(one, own, today)}`)}
                </span>
              ),
            },
            {
              key: 'what',
              title: t('settings:what'),
              wrap: true,
              cell: (one) => <Changes policy={one} before={own.find(({ version }) => version === one.version - 1)} />,
            },
            { key: 'by', title: t('settings:by'), cell: ({ created_by: by }) => <Person code={by} /> },
            { key: 'when', title: t('settings:when'), cell: ({ created_at: at }) => format.moment(at) },
            {
              key: 'withdraw',
              title: t('settings:withdraw'),
              cell: (one) =>
                may &&
                stateOf(one, own, today) === 'coming' && (
                  <Button
                    size="small"
                    aria-label={t('settings:withdrawVersion', { version: one.version })}
                    loading={withdraw.isPending}
                    onClick={() => withdraw.mutate({ params: { path: { id: one.id } } })}
                  >
                    {t('settings:withdraw')}
                  </Button>
                ),
            },
          ];
          const shown =
            own.some((one) => stateOf(one, own, today) === 'coming') && may ? columns : columns.slice(0, -1);
          return (
            <DataTable label={t('settings:history')} columns={shown} rows={own.toReversed()} rowKey={({ id }) => id} />
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** What a version changes against the one before; of the first one everything it says is new, and only told in force. */
function Changes({ policy, before }: { policy: Policy; before: Policy | undefined }) {
  const { t } = useWords();
  if (!before) return <span className="soft">–</span>;
  const terms = changed(before, policy);
  if (!terms.length) return <span className="soft">{t('settings:whatNone')}</span>;
  return (
    <ul>
      {terms.map((term) => (
        <li key={term}>
          {t(`settings:${term}`)}: <TermValue term={term} terms={before} /> →{' '}
          <b>
            <TermValue term={term} terms={policy} />
          </b>
        </li>
      ))}
    </ul>
  );
}
