/** What differs between two baselines: in figures, then task by task. */
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Stat } from '@/parts/Stat';
import { Empty } from '@/parts/states';
import { useWords } from '@/words';

type Difference = Api<'BaselineComparison'>;

/** Working days by which something moves; later is what one looks for. */
function Moves({ days }: { days: number }) {
  const { t } = useWords();
  if (!days) return <span className="soft">{t('whatIf:same')}</span>;
  return days > 0 ? (
    <span className="late">{t('whatIf:workLater', { count: days })}</span>
  ) : (
    <span>{t('whatIf:workEarlier', { count: -days })}</span>
  );
}

export function Comparison({ plan, comparison }: { plan: string; comparison: Difference }) {
  const { t } = useWords();
  const format = useFormat();
  const { totals, moved, added, removed, changed } = comparison;
  const slip = totals.largest_slip_code;
  return (
    <>
      <div className="baselines-figures">
        <Panel>
          <Stat label={t('baselines:end')} value={format.day(totals.to_end)}>
            <Moves days={totals.end_moved_days} />
          </Stat>
        </Panel>
        <Panel>
          <Stat label={t('baselines:largest')} value={slip ?? '–'}>
            {slip && <Moves days={totals.largest_slip_days} />}
          </Stat>
        </Panel>
        <Panel>
          <Stat label={t('baselines:counts')} value={totals.moved + totals.added + totals.removed + totals.changed}>
            <span className="facts">
              <span>{t('baselines:movedCount', { count: totals.moved })}</span>
              <span>{t('baselines:addedCount', { count: totals.added })}</span>
              <span>{t('baselines:removedCount', { count: totals.removed })}</span>
              <span>{t('baselines:changedCount', { count: totals.changed })}</span>
              <span>{t('baselines:unchangedCount', { count: totals.unchanged })}</span>
            </span>
          </Stat>
        </Panel>
      </div>
      {!moved.length && !added.length && !removed.length && !changed.length && (
        <Panel>
          <Empty title={t('baselines:noDifference')} />
        </Panel>
      )}
      {moved.length > 0 && <Moved plan={plan} rows={moved} />}
      {changed.length > 0 && <Changed plan={plan} rows={changed} />}
      {added.length > 0 && <Kept title={t('baselines:added')} rows={added} />}
      {removed.length > 0 && <Kept title={t('baselines:removed')} rows={removed} />}
    </>
  );
}

function Name({ plan, id, code, name }: { plan: string; id: string; code: string; name: string }) {
  return (
    <Link className="name-link" to={`/plans/${plan}/tasks/${id}`}>
      <span className="code">{code}</span> {name}
    </Link>
  );
}

function Moved({ plan, rows }: { plan: string; rows: Difference['moved'] }) {
  const { t } = useWords();
  const format = useFormat();
  const span = (start: string, end: string) => `${format.day(start)} – ${format.day(end)}`;
  const columns: Column<Difference['moved'][number]>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: ({ task_id: id, code, name }) => <Name plan={plan} id={id} code={code} name={name} />,
    },
    { key: 'before', title: t('baselines:before'), cell: (one) => span(one.from_start, one.from_end) },
    { key: 'after', title: t('baselines:after'), cell: (one) => <b>{span(one.to_start, one.to_end)}</b> },
    { key: 'moves', title: t('baselines:endMoved'), cell: ({ end_moved_days: days }) => <Moves days={days} /> },
  ];
  const worstFirst = rows.toSorted((a, b) => b.end_moved_days - a.end_moved_days);
  return (
    <Panel title={t('baselines:moved')} flush>
      <DataTable label={t('baselines:moved')} columns={columns} rows={worstFirst} rowKey={({ task_id: id }) => id} />
    </Panel>
  );
}

function Changed({ plan, rows }: { plan: string; rows: Difference['changed'] }) {
  const { t } = useWords();
  const format = useFormat();
  const hours = (value: number | null | undefined) =>
    value == null ? '–' : t('baselines:hours', { hours: format.number(value) });
  const links = (of: Api<'Predecessor'>[]) =>
    of
      .map(({ code, task_id: id, kind, lag_days: lag }) => {
        const days = lag ? ` ${lag > 0 ? '+' : ''}${lag}` : '';
        return `${code ?? id} (${t(`gantt:kind_${kind}`)}${days})`;
      })
      .join(', ');
  const columns: Column<Difference['changed'][number]>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: ({ task_id: id, code, name }) => <Name plan={plan} id={id} code={code} name={name} />,
    },
    {
      key: 'owner',
      title: t('parts:owner'),
      cell: ({ from_owner: from, to_owner: to }) =>
        from === to ? (
          <Person code={to} />
        ) : (
          <span className="facts">
            <Person code={from} /> → <Person code={to} />
          </span>
        ),
    },
    {
      key: 'effort',
      title: t('baselines:effort'),
      cell: ({ from_effort_hours: from, to_effort_hours: to }) =>
        from === to ? hours(to) : `${hours(from)} → ${hours(to)}`,
    },
    {
      key: 'links',
      title: t('gantt:dependency'),
      wrap: true,
      cell: ({ links_added: added, links_removed: removed }) => (
        <>
          {added.length > 0 && (
            <p>
              {t('baselines:linksAdded')}: {links(added)}
            </p>
          )}
          {removed.length > 0 && (
            <p>
              {t('baselines:linksRemoved')}: {links(removed)}
            </p>
          )}
        </>
      ),
    },
  ];
  return (
    <Panel title={t('baselines:changed')} flush>
      <DataTable label={t('baselines:changed')} columns={columns} rows={rows} rowKey={({ task_id: id }) => id} />
    </Panel>
  );
}

/** Tasks that only one of the two has. */
function Kept({ title, rows }: { title: string; rows: Difference['added'] }) {
  const { t } = useWords();
  const format = useFormat();
  const columns: Column<Difference['added'][number]>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: ({ code, name }) => (
        <>
          <span className="code">{code}</span> {name}
        </>
      ),
    },
    { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
    {
      key: 'planned',
      title: t('baselines:planned'),
      cell: ({ planned_start: start, planned_end: end }) => `${format.day(start)} – ${format.day(end)}`,
    },
  ];
  return (
    <Panel title={title} flush>
      <DataTable label={title} columns={columns} rows={rows} rowKey={({ task_id: id }) => id} />
    </Panel>
  );
}
