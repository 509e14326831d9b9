/** Baselines or versions of a plan: when, by whom, why. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { useWords } from '@/words';

interface Snapshot {
  number: number;
  reason: string;
  by: string;
  at: string | null | undefined;
  tasks?: number;
  /** What made it. */
  link?: string | null | undefined;
}

/** What the system did by itself is told as `system:` and a name. */
const BY_ITSELF = 'system:';

export function Snapshots({ title, rows, extra }: { title: string; rows: Snapshot[]; extra?: ReactNode }) {
  const { t } = useWords();
  const format = useFormat();
  const columns: Column<Snapshot>[] = [
    { key: 'number', title: t('baselines:number'), cell: ({ number }) => number },
    {
      key: 'reason',
      title: t('baselines:reason'),
      wrap: true,
      cell: ({ reason, link }) => (link ? <Link to={link}>{reason || '–'}</Link> : reason || '–'),
    },
    {
      key: 'by',
      title: t('baselines:by'),
      cell: ({ by }) => (by.startsWith(BY_ITSELF) ? t('baselines:system') : <Person code={by} />),
    },
    { key: 'at', title: t('baselines:at'), cell: ({ at }) => format.moment(at) },
    { key: 'tasks', title: t('baselines:tasks'), numeric: true, cell: ({ tasks }) => format.number(tasks) },
  ];
  const shown = rows.some(({ tasks }) => tasks !== undefined) ? columns : columns.filter(({ key }) => key !== 'tasks');
  return (
    <Panel title={title} extra={extra} flush>
      <DataTable label={title} columns={shown} rows={rows} rowKey={({ number }) => String(number)} />
    </Panel>
  );
}
