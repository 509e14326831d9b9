/** Departments with the lights of their tasks, the reddest first. */
import { useMemo } from 'react';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { LightCounts } from '@/parts/LightCounts';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

export function Departments({ rows }: { rows: readonly { department: string; tasks: Api<'LightCounts'> }[] }) {
  const { t } = useWords();
  const { department } = useDirectory();
  const sorted = useMemo(() => rows.toSorted((a, b) => b.tasks.red - a.tasks.red), [rows]);
  const long = useLong(sorted, {
    first: 12,
    label: t('dashboard:departments'),
    find: ({ department: code }) => `${code} ${department(code)?.name ?? ''}`,
  });
  return (
    <>
      {long.box}
      <ul className="departments">
        {long.rows.map(({ department: code, tasks }) => (
          <li key={code}>
            <Link to={`/departments/${code}`}>{department(code)?.name ?? code}</Link>
            <LightCounts counts={tasks} />
          </li>
        ))}
      </ul>
      {long.more}
    </>
  );
}
