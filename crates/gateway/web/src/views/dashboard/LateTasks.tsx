/** Tasks of a department that are behind, whatever plan they are of. */
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { LateTask, PlanFigures } from '@/api/overview';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Person } from '@/parts/Person';
import { ProgressBar } from '@/parts/ProgressBar';
import { useWords } from '@/words';

export function LateTasks({ tasks, plans }: { tasks: LateTask[]; plans: PlanFigures[] }) {
  const { t } = useWords();
  const { whole, person: named } = useDirectory();
  // Of thousands of people the server is not asked for every name, only for those that are seen.
  const person = (code: string) => (whole ? named(code) : undefined);
  const format = useFormat();
  const title = new Map(plans.map((plan) => [plan.plan_id, plan.title]));
  const columns: Column<LateTask>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: (task) => (
        <Link to={`/plans/${task.plan_id}/tasks/${task.task_id}`} className="name-link">
          <span className="code">{task.code}</span> {task.name}
        </Link>
      ),
    },
    { key: 'plan', title: t('dashboard:plan'), wrap: true, cell: ({ plan_id: id }) => title.get(id) ?? '' },
    { key: 'light', title: t('parts:light'), cell: ({ light }) => <Light light={light} /> },
    { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
    {
      key: 'progress',
      title: t('parts:progress'),
      cell: (task) => <ProgressBar percent={task.percent} light={task.light} label={task.name} />,
    },
    { key: 'planned', title: t('parts:planned'), numeric: true, cell: ({ planned_end: end }) => format.day(end) },
    {
      key: 'forecast',
      title: t('parts:forecast'),
      numeric: true,
      cell: ({ forecast_finish: finish }) => (finish ? format.day(finish) : ''),
    },
  ];
  return (
    <DataTable
      label={t('dashboard:late')}
      columns={columns}
      rows={tasks}
      rowKey={({ task_id: id }) => id}
      find={({ code, name, owner }) => `${code} ${name} ${person(owner)?.name ?? owner}`}
    />
  );
}
