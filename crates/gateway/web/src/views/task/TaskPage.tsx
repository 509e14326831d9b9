/** One task: where it stands, what it waits for, what was said of it day by day. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { api } from '@/api/client';
import { useToday } from '@/api/clock';
import { type Forecast, usePlanStatus } from '@/api/plan';
import { useMe } from '@/api/session';
import { mayPlan, mayTrack, taskOf } from '@/api/task-changes';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { LinkButton } from '@/parts/LinkButton';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { DeadEnd, Empty, Loaded } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';
import { TaskCard } from '@/views/my-day/TaskCard';
import '@/views/my-day/my-day.css';

import { EditForm } from './EditForm';
import { Facts } from './Facts';
import { Milestones } from './Milestones';
import { Pausing } from './Pausing';
import './task.css';

export default function TaskPage() {
  const { t } = useWords();
  const { task: id } = useParams();
  const status = usePlanStatus();
  return (
    <Loaded of={status}>
      {({ plan_id: plan, tasks }) => {
        const found = tasks.find(({ task_id, code }) => task_id === id || code === id);
        return found ? <One plan={plan} task={found} /> : <DeadEnd title={t('task:gone')} hint={t('notFoundHint')} />;
      }}
    </Loaded>
  );
}

function One({ plan, task }: { plan: string; task: Forecast }) {
  const { t } = useWords();
  const today = useToday();
  const planStatus = useCurrentPlan().plan?.status;
  const approved = planStatus === 'active';
  const closed = planStatus === 'closed';
  const me = useMe();
  const [edits, setEdits] = useState(false);
  const whole = useQuery(taskOf(task.task_id));
  const running = task.status !== 'done' && task.status !== 'cancelled';
  return (
    <Page
      title={task.name}
      lead={<span className="code">{task.code}</span>}
      subtitle={
        <span className="facts">
          <Light light={task.light} reason={task.light_reason} />
          <span className="tag">{t(`terms:status_${task.status}`)}</span>
          <Person code={task.owner} />
          {task.critical && <span className="tag">{t('task:critical')}</span>}
        </span>
      }
      extra={
        <>
          {task.forecast_delay_days > 0 && <Link to={`/plans/${plan}/why/${task.task_id}`}>{t('parts:whyLate')}</Link>}
          {running && (
            <LinkButton to={`/requests/new?plan=${plan}&task=${task.task_id}`}>{t('requests:ask')}</LinkButton>
          )}
          {running && approved && (
            <LinkButton to={`/plans/${plan}/adjustments/new?change=${task.task_id}`}>
              {t('adjustments:adjust')}
            </LinkButton>
          )}
        </>
      }
    >
      <div className="grid">
        <div className="span-7 stack">
          {running && today && (
            <Panel
              title={t('task:update')}
              extra={whole.data && !closed && mayTrack(me, whole.data) && <Pausing task={whole.data} />}
              flush
            >
              <ul className="task-cards">
                <TaskCard plan={plan} task={task} today={today} />
              </ul>
            </Panel>
          )}
          <Updates task={task.task_id} />
        </div>
        <div className="span-5 stack">
          <Panel
            title={t('task:facts')}
            extra={
              whole.data &&
              running &&
              !closed &&
              mayPlan(me, whole.data) && <Button onClick={() => setEdits(true)}>{t('task:edit')}</Button>
            }
          >
            <Facts forecast={task} />
          </Panel>
          {whole.data && <Milestones forecast={task} task={whole.data} closed={closed} />}
        </div>
      </div>
      {edits && whole.data && <EditForm task={whole.data} onClose={() => setEdits(false)} />}
    </Page>
  );
}

function Updates({ task }: { task: string }) {
  const { t } = useWords();
  const format = useFormat();
  const updates = api.useQuery('get', '/api/v1/tasks/{id}/progress', {
    params: { path: { id: task }, query: { page_size: 100, page_token: '' } },
  });
  return (
    <Panel title={t('task:updates')}>
      <Loaded of={updates} rows={3}>
        {({ items }) => {
          if (!items.length) return <Empty title={t('task:noUpdates')} />;
          const newestFirst = items.toSorted((a, b) =>
            (b.recorded_at ?? b.as_of).localeCompare(a.recorded_at ?? a.as_of),
          );
          return (
            <ol className="updates">
              {newestFirst.map((one) => (
                <li key={one.id}>
                  <time dateTime={one.as_of}>{format.day(one.as_of)}</time>
                  <b className="numbers">{format.percent(one.percent)}</b>
                  <div>
                    <span className="facts">
                      <Person code={one.by} />
                      {one.remaining_days != null && one.percent < 100 && (
                        <span className="soft">{t('task:left', { count: one.remaining_days })}</span>
                      )}
                    </span>
                    {one.note && <p>{one.note}</p>}
                    {one.blocker_cause && (
                      <p className="late">
                        {t('task:blocker', { cause: t(`terms:cause_${one.blocker_cause}`), what: one.blocker })}
                      </p>
                    )}
                  </div>
                </li>
              ))}
            </ol>
          );
        }}
      </Loaded>
    </Panel>
  );
}
