/** Departments with the lights of their tasks, the reddest first. */
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { Forecast, PlanState } from '@/api/plan';
import { countLights, LightCounts } from '@/parts/LightCounts';

export function Departments({ states }: { states: readonly PlanState[] }) {
  const { department } = useDirectory();
  const byCode = new Map<string, Forecast[]>();
  for (const task of states.flatMap(({ tasks }) => tasks)) {
    byCode.set(task.department, [...(byCode.get(task.department) ?? []), task]);
  }
  const rows = [...byCode]
    .map(([code, tasks]) => ({ code, counts: countLights(tasks) }))
    .sort((a, b) => b.counts.red - a.counts.red);
  return (
    <ul className="departments">
      {rows.map(({ code, counts }) => (
        <li key={code}>
          <Link to={`/departments/${code}`}>{department(code)?.name ?? code}</Link>
          <LightCounts counts={counts} />
        </li>
      ))}
    </ul>
  );
}
