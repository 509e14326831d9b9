/** The heat map as a table: one row a person or team, the same figures. */
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import { type HeatRow, isOver } from './rows';
import { useSpan } from './useSpan';

export function LoadTable({ rows, onOpen }: { rows: HeatRow[]; onOpen: (row: HeatRow, from: string) => void }) {
  const { t } = useWords();
  const format = useFormat();
  const span = useSpan();
  const columns = rows[0]?.buckets ?? [];
  return (
    <DataTable
      label={t('load:title')}
      rows={rows}
      rowKey={({ key }) => key}
      find={({ code, name }) => `${code} ${name}`}
      columns={[
        {
          key: 'name',
          title: t('load:person'),
          cell: ({ kind, name, people }) =>
            kind === 'team' ? (
              <b>
                {name} · {t('load:team', { count: people })}
              </b>
            ) : (
              name
            ),
        },
        { key: 'capacity', title: t('load:capacity'), numeric: true, cell: ({ capacity }) => format.hours(capacity) },
        { key: 'load', title: t('load:asked'), numeric: true, cell: ({ load }) => format.hours(load) },
        {
          key: 'overload',
          title: t('load:overload'),
          numeric: true,
          cell: ({ overload }) =>
            isOver(overload) ? <span className="late">+{format.hours(overload)}</span> : format.hours(0),
        },
        ...columns.map(({ from, to }, at) => ({
          key: from,
          title: from === to ? format.day(from) : span(from, to),
          numeric: true,
          cell: (row: HeatRow) => {
            const bucket = row.buckets[at];
            if (!bucket) return '–';
            const text = `${format.hours(bucket.load_hours)} / ${format.hours(bucket.capacity_hours)}`;
            if (!isOver(bucket.overload_hours)) return text;
            return (
              <button type="button" className="load-link late" onClick={() => onOpen(row, from)}>
                {text} (+{format.hours(bucket.overload_hours)})
              </button>
            );
          },
        })),
      ]}
    />
  );
}
