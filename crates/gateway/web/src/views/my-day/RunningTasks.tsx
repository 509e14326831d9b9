/** Tasks of one person that should be or are under way, in the plan one works in. */
import type { Api } from '@/api/client';
import { useStatusOf } from '@/api/plan';
import { Panel } from '@/parts/Page';
import { Empty, Loaded } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import { TaskCard } from './TaskCard';

type Forecast = Api<'TaskForecast'>;

/** Under way, or should be: started or due to start, and neither done nor called off. */
export function isRunning(task: Forecast, today: string): boolean {
  return (
    task.status !== 'done' && task.status !== 'cancelled' && (task.actual_start != null || task.planned_start <= today)
  );
}

export function RunningTasks({ person, today }: { person: string; today: string }) {
  const { plan } = useCurrentPlan();
  return plan ? <OfPlan plan={plan.id} person={person} today={today} /> : null;
}

function OfPlan({ plan, person, today }: { plan: string; person: string; today: string }) {
  const { t } = useWords();
  const status = useStatusOf(plan);
  return (
    <Panel title={t('myDay:tasks')} flush>
      <Loaded of={status} rows={4}>
        {({ tasks }) => {
          const own = tasks.filter((task) => task.owner === person && isRunning(task, today));
          if (!own.length) return <Empty title={t('myDay:noTasks')} />;
          return (
            <ul className="task-cards">
              {own.map((task) => (
                <TaskCard key={task.task_id} plan={plan} task={task} today={today} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}
