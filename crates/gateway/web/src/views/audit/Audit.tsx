/** What was done in the plan, by whom, and whether the record of it holds. */
import { Button, Input, Select } from 'antd';
import { useSearchParams } from 'react-router';

import { api } from '@/api/client';
import { usePlanName } from '@/api/plan';
import { Light } from '@/parts/Light';
import { Page, Panel } from '@/parts/Page';
import { Empty, Loaded } from '@/parts/states';
import { useDirectory } from '@/api/directory';
import { useWords } from '@/words';

import { type Asked, type Entry, matching, useEntries } from './entries';
import { EntryTable, useDeed } from './EntryTable';
import { Recomputed } from './Recomputed';
import './audit.css';

export default function Audit() {
  const { t } = useWords();
  const plan = usePlanName();
  const entries = useEntries(plan);
  return (
    <Page title={t('audit:title')} subtitle={<p>{t('audit:subtitle')}</p>}>
      <Verdict plan={plan} />
      <Loaded of={entries}>
        {(all) =>
          all.length ? (
            <Entries all={all} />
          ) : (
            <Panel>
              <Empty title={t('audit:none')} />
            </Panel>
          )
        }
      </Loaded>
      <Recomputed plan={plan} />
    </Page>
  );
}

function Verdict({ plan }: { plan: string }) {
  const { t } = useWords();
  const verdict = api.useQuery('get', '/api/v1/plans/{plan}/audit-verdict', { params: { path: { plan } } });
  return (
    <Panel>
      <Loaded of={verdict} rows={2}>
        {({ intact, entries, broken_at: broken, head }) => (
          <div className="audit-verdict">
            <p className="audit-said" role="status">
              <Light light={intact ? 'green' : 'red'} />
              <b>{intact ? t('audit:intact', { count: entries }) : t('audit:broken', { number: broken })}</b>
            </p>
            <Button loading={verdict.isFetching} onClick={() => void verdict.refetch()}>
              {t('audit:verify')}
            </Button>
            {head && (
              <p className="audit-head">
                {t('audit:head')} <code>{head}</code>
                <span className="soft">{t('audit:headHint')}</span>
              </p>
            )}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Entries({ all }: { all: Entry[] }) {
  const { t } = useWords();
  const deed = useDeed();
  const { person } = useDirectory();
  const [search, setSearch] = useSearchParams();
  const asked: Asked = {
    action: search.get('what') ?? '',
    by: search.get('by') ?? '',
    text: search.get('find') ?? '',
  };
  const ask = (name: 'what' | 'by' | 'find', value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  const actions = [...new Set(all.map(({ action }) => action))];
  const people = [...new Set(all.map(({ by }) => by))];
  const rows = matching(all, asked);
  return (
    <Panel
      title={t('audit:entries')}
      className="audit-entries"
      flush
      extra={
        <span className="audit-filters">
          <Select
            aria-label={t('audit:action')}
            value={asked.action}
            onChange={(value) => ask('what', value)}
            popupMatchSelectWidth={false}
            options={[
              { value: '', label: t('audit:anyAction') },
              ...actions.map((value) => ({ value, label: deed(value) })),
            ]}
          />
          <Select
            aria-label={t('audit:by')}
            value={asked.by}
            onChange={(value) => ask('by', value)}
            popupMatchSelectWidth={false}
            options={[
              { value: '', label: t('audit:anybody') },
              ...people.map((value) => ({ value, label: person(value)?.name ?? value })),
            ]}
          />
          <Input
            allowClear
            aria-label={t('audit:find')}
            placeholder={t('audit:find')}
            value={asked.text}
            onChange={(event) => ask('find', event.target.value)}
          />
        </span>
      }
    >
      {rows.length ? <EntryTable rows={rows} /> : <Empty title={t('audit:noMatch')} />}
    </Panel>
  );
}
