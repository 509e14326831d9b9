/** Entries, newest first. */
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Person } from '@/parts/Person';
import { useWords } from '@/words';

import { type Entry, inShort } from './entries';

const KNOWN = [
  'plan_imported',
  'plan_activated',
  'plan_closed',
  'contributions_set',
  'review_written',
  'task_disposed',
  'key_result_checked_in',
] as const;

/** What was done, in words; by its own name where there are none. */
export function useDeed(): (action: string) => string {
  const { t } = useWords();
  return (action) => {
    const known = KNOWN.find((one) => one === action);
    return known ? t(`audit:did_${known}`) : action.replaceAll('_', ' ');
  };
}

export function EntryTable({ rows }: { rows: Entry[] }) {
  const { t } = useWords();
  const format = useFormat();
  const deed = useDeed();
  return (
    <DataTable
      label={t('audit:entries')}
      rows={rows}
      rowKey={({ number }) => String(number)}
      columns={[
        { key: 'number', title: t('audit:number'), numeric: true, cell: ({ number }) => number },
        { key: 'at', title: t('audit:at'), cell: ({ at }) => format.moment(at) },
        { key: 'by', title: t('audit:by'), cell: ({ by }) => <Person code={by} /> },
        { key: 'action', title: t('audit:action'), cell: ({ action }) => <b>{deed(action)}</b> },
        {
          key: 'data',
          title: t('audit:data'),
          wrap: true,
          cell: ({ data }) => (
            <details className="audit-data">
              <summary>{inShort(data)}</summary>
              <pre>{data}</pre>
            </details>
          ),
        },
        {
          key: 'hash',
          title: t('audit:hash'),
          cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}</code>,
        },
      ]}
    />
  );
}
