/** What an import did, or would do, table by table. */
import type { Api } from '@/api/client';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

const TABLES = ['directory', 'goals', 'tasks', 'requests'] as const;
const COUNTS = ['created', 'updated', 'unchanged'] as const;

export function Counts({ answer, label }: { answer: Api<'ImportAnswer'>; label: string }) {
  const { t } = useWords();
  const format = useFormat();
  return (
    <DataTable
      label={label}
      rows={[...TABLES]}
      rowKey={(table) => table}
      columns={[
        { key: 'table', title: t('importing:table'), wrap: true, cell: (table) => t(`importing:${table}`) },
        ...COUNTS.map((count) => ({
          key: count,
          title: t(`importing:${count}`),
          numeric: true,
          cell: (table: (typeof TABLES)[number]) => {
            const figure = answer[table][count];
            if (!figure) return <span className="soft">0</span>;
            return count === 'unchanged' ? format.number(figure) : <b>{format.number(figure)}</b>;
          },
        })),
      ]}
    />
  );
}
