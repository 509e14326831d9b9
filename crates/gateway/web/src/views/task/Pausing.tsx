/** Whether a task goes on: paused and taken up again, or said to be blocked, by whoever may. */
import { App, Button } from 'antd';

import { asProblem, type Api } from '@/api/client';
import { type Task, useTaskChange } from '@/api/task-changes';
import { useOnce } from '@/parts/useOnce';
import { useWords } from '@/words';

type Decided = Exclude<Api<'TaskState'>, 'cancelled'>;

/** What may be decided next. */
const NEXT: Record<Decided, Decided[]> = { open: ['paused', 'blocked'], paused: ['open'], blocked: ['open'] };

export function Pausing({ task }: { task: Task }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const { send, isPending } = useTaskChange(task);
  const decide = useOnce(async (state: Decided) => {
    try {
      await send(() => ({ state }));
      void message.success(t(`task:now_${state}`, { code: task.code }));
    } catch (error) {
      void message.error(t('myDay:rolledBack', { why: asProblem(error).detail }), 6);
    }
  });
  if (task.state === 'cancelled') return null;
  return (
    <span className="facts">
      {NEXT[task.state].map((state) => (
        <Button key={state} disabled={isPending} onClick={() => void decide(state)}>
          {t(`task:to_${state}`)}
        </Button>
      ))}
    </span>
  );
}
