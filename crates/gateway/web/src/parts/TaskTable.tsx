/** Tasks with their lights and forecasts. */
import { Link } from 'react-router';

import type { Forecast } from '@/api/plan';
import { useWords } from '@/words';

import { type Column, DataTable } from './DataTable';
import { useFormat } from './format';
import { Light } from './Light';
import { Person } from './Person';
import { ProgressBar } from './ProgressBar';

/** By how much it will be late, or is early; colour never says it alone. */
export function Delay({ days }: { days: number }) {
  const { t } = useWords();
  if (days > 0) return <span className="late">{t('parts:late', { count: days })}</span>;
  if (days < 0) return <span>{t('parts:early', { count: -days })}</span>;
  return <span className="soft">{t('parts:onTime')}</span>;
}

export function TaskTable({ plan, tasks, label }: { plan: string; tasks: Forecast[]; label: string }) {
  const { t } = useWords();
  const format = useFormat();
  const columns: Column<Forecast>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: (task) => (
        <Link to={`/plans/${plan}/tasks/${task.task_id}`} className="name-link">
          <span className="code">{task.code}</span> {task.name}
        </Link>
      ),
    },
    {
      key: 'light',
      title: t('parts:light'),
      cell: ({ light, light_reason: reason }) => <Light light={light} reason={reason} />,
    },
    { key: 'status', title: t('parts:status'), cell: ({ status }) => t(`terms:status_${status}`) },
    { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
    {
      key: 'progress',
      title: t('parts:progress'),
      cell: (task) => (
        <ProgressBar percent={task.percent} planned={task.planned_percent} light={task.light} label={task.name} />
      ),
    },
    { key: 'planned', title: t('parts:planned'), numeric: true, cell: ({ planned_end: end }) => format.day(end) },
    {
      key: 'forecast',
      title: t('parts:forecast'),
      numeric: true,
      cell: ({ forecast_finish: finish }) => format.day(finish),
    },
    {
      key: 'delay',
      title: t('parts:delay'),
      numeric: true,
      cell: ({ forecast_delay_days: days }) => <Delay days={days} />,
    },
  ];
  return <DataTable label={label} columns={columns} rows={tasks} rowKey={({ task_id: id }) => id} />;
}
