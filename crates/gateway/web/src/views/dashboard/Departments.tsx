/** Departments with the lights of their tasks, the reddest first. */
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { LightCounts } from '@/parts/LightCounts';

export function Departments({ rows }: { rows: readonly { department: string; tasks: Api<'LightCounts'> }[] }) {
  const { department } = useDirectory();
  return (
    <ul className="departments">
      {rows
        .toSorted((a, b) => b.tasks.red - a.tasks.red)
        .map(({ department: code, tasks }) => (
          <li key={code}>
            <Link to={`/departments/${code}`}>{department(code)?.name ?? code}</Link>
            <LightCounts counts={tasks} />
          </li>
        ))}
    </ul>
  );
}
