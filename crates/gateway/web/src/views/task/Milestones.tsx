/** Named days inside a task: which are reached, and by whoever may, said to be. */
import { App, Button } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/api/client';
import { useToday } from '@/api/clock';
import type { Forecast } from '@/api/plan';
import { useMe } from '@/api/session';
import { mayTrack, type Task, useTaskChange } from '@/api/task-changes';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { useOnce } from '@/parts/useOnce';
import { useWords } from '@/words';

import { type Asked, MilestoneForm } from './MilestoneForm';
import { after, type Deed } from './milestones';

interface Props {
  forecast: Forecast;
  task: Task;
  /** Nothing changes any more. */
  closed: boolean;
}

export function Milestones({ forecast, task, closed }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const me = useMe();
  const today = useToday();
  const [asked, setAsked] = useState<Asked>();
  const { send, sent, error, isPending, reset } = useTaskChange(task);
  const may = !closed && task.state !== 'cancelled' && mayTrack(me, task);
  const act = useOnce(async (deed: Deed) => {
    try {
      await send((now) => ({ milestones: after(now.milestones, deed) }));
      setAsked(undefined);
      void message.success(t(`task:done_${deed.kind}`, { name: deed.name }));
    } catch (refused) {
      // What was asked for is answered in its form.
      if (!asked) void message.error(asProblem(refused).detail, 6);
    }
  });
  const ask = (next: Asked) => {
    reset();
    setAsked(next);
  };
  if (!task.milestones.length && !may) return null;
  return (
    <Panel
      title={t('task:milestones')}
      extra={may && <Button onClick={() => ask({ kind: 'add' })}>{t('task:addMilestone')}</Button>}
    >
      {task.milestones.length ? (
        <ul className="milestones">
          {task.milestones.map((one) => (
            <li key={one.name}>
              <span className={one.reached_on ? 'diamond diamond-reached' : 'diamond'} aria-hidden />
              <span>{one.name}</span>
              <span className="milestone-more">
                <When {...one} forecast={forecast.milestones.find(({ name }) => name === one.name)?.forecast} />
                {may && (
                  <span className="milestone-acts">
                    {one.reached_on ? (
                      <Button
                        size="small"
                        disabled={isPending}
                        aria-label={t('task:undoOne', { name: one.name })}
                        onClick={() => void act({ kind: 'undo', name: one.name })}
                      >
                        {t('task:undo')}
                      </Button>
                    ) : (
                      <Button
                        size="small"
                        disabled={isPending}
                        aria-label={t('task:reachOne', { name: one.name })}
                        onClick={() => ask({ kind: 'reach', name: one.name })}
                      >
                        {t('task:reach')}
                      </Button>
                    )}
                    <Button
                      size="small"
                      disabled={isPending}
                      aria-label={t('task:removeOne', { name: one.name })}
                      onClick={() => ask({ kind: 'remove', name: one.name })}
                    >
                      {t('task:remove')}…
                    </Button>
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="soft">{t('task:noMilestones')}</p>
      )}
      {asked && today && (
        <MilestoneForm
          task={task}
          today={today}
          asked={asked}
          busy={isPending}
          refused={error}
          sent={sent?.milestones ?? []}
          onSend={(deed) => void act(deed)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Panel>
  );
}

interface WhenProps {
  due: string;
  reached_on?: string | null | undefined;
  /** Undefined until somebody has calculated it. */
  forecast: string | undefined;
}

function When({ due, reached_on: reached, forecast }: WhenProps) {
  const { t } = useWords();
  const format = useFormat();
  if (reached) return <span className="soft">{t('task:reached', { day: format.day(reached) })}</span>;
  if (forecast === undefined || forecast <= due) {
    return <span className="soft">{t('task:due', { day: format.day(due) })}</span>;
  }
  return (
    <span className="late">
      {t('task:due', { day: format.day(due) })} · {t('task:milestoneLate', { day: format.day(forecast) })}
    </span>
  );
}
