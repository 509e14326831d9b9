/** What an adjustment would move: forecasts and lights, the critical path, people's load, requests. */
import { Segmented } from 'antd';
import { useState } from 'react';

import type { Adjustment } from '@/api/adjustments';
import { type Api, api } from '@/api/client';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Loaded } from '@/parts/states';
import { Outcome } from '@/views/what-if/Outcome';
import '@/views/what-if/what-if.css';
import { useWords } from '@/words';

type ChangeImpact = Api<'ChangeImpact'>;

/** Of an open one what it would do now, and beside it what was told when it was submitted; of a decided one only that. */
export function Impact({ adjustment }: { adjustment: Adjustment }) {
  const { t } = useWords();
  const { status, impact: kept } = adjustment;
  const open = status === 'draft' || status === 'submitted';
  const [which, setWhich] = useState<'now' | 'then'>(kept ? 'then' : 'now');
  if (!open && !kept) return null;
  const head = (
    <div className="section-head">
      <h2>{t('adjustments:impact')}</h2>
      {open && kept && (
        <Segmented<'now' | 'then'>
          aria-label={t('adjustments:impactWhich')}
          value={which}
          onChange={setWhich}
          options={[
            { value: 'then', label: t('adjustments:impactThen') },
            { value: 'now', label: t('adjustments:impactNow') },
          ]}
        />
      )}
    </div>
  );
  return (
    <section className="stack">
      {head}
      {kept && which === 'then' ? <Moved impact={kept} /> : <Now id={adjustment.id} />}
    </section>
  );
}

function Now({ id }: { id: string }) {
  const answer = api.useQuery('get', '/api/v1/adjustments/{id}/impact', { params: { path: { id } } });
  return <Loaded of={answer}>{(impact) => <Moved impact={impact} />}</Loaded>;
}

function Moved({ impact: { forecast, load, budgets } }: { impact: ChangeImpact }) {
  const { t } = useWords();
  return (
    <>
      <Outcome impact={forecast} />
      <CriticalPath before={forecast.critical_before} after={forecast.critical_after} />
      <Panel title={t('adjustments:load')} flush>
        {load.length ? <Load rows={load} /> : <p className="what-if-none">{t('adjustments:loadNone')}</p>}
      </Panel>
      <Panel title={t('adjustments:requests')} flush>
        {budgets.length ? <Requests rows={budgets} /> : <p className="what-if-none">{t('adjustments:requestsNone')}</p>}
      </Panel>
    </>
  );
}

function CriticalPath({ before, after }: { before: string[]; after: string[] }) {
  const { t } = useWords();
  const same = before.join(' ') === after.join(' ');
  const chain = (codes: string[], others: string[]) => (
    <dd className="path">
      {codes.map((code) => (
        <span key={code} className={others.includes(code) ? 'tag' : 'tag path-other'}>
          {code}
        </span>
      ))}
      {!codes.length && <span className="soft">{t('adjustments:criticalNone')}</span>}
    </dd>
  );
  return (
    <Panel title={t('adjustments:critical')}>
      <dl className="sides">
        {same ? (
          <>
            <dt>{t('adjustments:criticalSame')}</dt>
            {chain(after, before)}
          </>
        ) : (
          <>
            <dt>{t('adjustments:before')}</dt>
            {chain(before, after)}
            <dt>{t('adjustments:after')}</dt>
            {chain(after, before)}
          </>
        )}
      </dl>
    </Panel>
  );
}

function Load({ rows }: { rows: Api<'LoadImpact'>[] }) {
  const { t } = useWords();
  const format = useFormat();
  const hours = (worked: number, capacity: number) => (
    <span className={worked > capacity ? 'late' : undefined}>
      {t('adjustments:hoursOf', { hours: format.number(worked), capacity: format.number(capacity) })}
      {worked > capacity && ` · ${t('adjustments:overload')}`}
    </span>
  );
  const columns: Column<Api<'LoadImpact'>>[] = [
    { key: 'person', title: t('parts:owner'), cell: ({ person }) => <Person code={person} /> },
    { key: 'week', title: t('adjustments:week'), cell: ({ week }) => format.day(week) },
    {
      key: 'before',
      title: t('adjustments:before'),
      numeric: true,
      cell: ({ hours_before: before, capacity_hours: capacity }) => hours(before, capacity),
    },
    {
      key: 'after',
      title: t('adjustments:after'),
      numeric: true,
      cell: ({ hours_after: after, capacity_hours: capacity }) => hours(after, capacity),
    },
  ];
  return (
    <DataTable
      label={t('adjustments:load')}
      columns={columns}
      rows={rows}
      rowKey={({ person, week }) => person + week}
    />
  );
}

/** Minor units of the currency in a whole one. */
const MINOR = 100;

function Requests({ rows }: { rows: Api<'BudgetImpact'>[] }) {
  const { t, both } = useWords();
  const format = useFormat();
  const columns: Column<Api<'BudgetImpact'>>[] = [
    { key: 'request', title: t('adjustments:request'), cell: ({ request }) => request },
    { key: 'task', title: t('adjustments:task'), cell: ({ task }) => task },
    {
      key: 'amount',
      title: t('adjustments:amount'),
      numeric: true,
      cell: ({ amount_minor: amount, budget }) => (amount ? `${format.number(amount / MINOR)} · ${budget}` : '–'),
    },
    { key: 'message', title: t('adjustments:problem'), wrap: true, cell: ({ message }) => both(message) },
  ];
  return (
    <DataTable
      label={t('adjustments:requests')}
      columns={columns}
      rows={rows}
      rowKey={({ request, task }) => request + task}
    />
  );
}
