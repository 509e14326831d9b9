/** One task, updated with one tap. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { asProblem, type Api } from '@/api/client';
import { type NewProgress, useReportProgress } from '@/api/progress';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { ProgressBar } from '@/parts/ProgressBar';
import { useWords } from '@/words';

import { UpdateForm } from './UpdateForm';

/** What one tap may say of a task: never backwards, and never finished, which needs evidence. */
export function taps(percent: number, planned: number): { asPlanned: number | undefined; more: number | undefined } {
  const rounded = Math.round(planned);
  const more = Math.round(percent) + 10;
  return {
    asPlanned: rounded > percent && rounded < 100 ? rounded : undefined,
    more: more < 100 ? more : undefined,
  };
}

export function TaskCard({ plan, task, today }: { plan: string; task: Api<'TaskForecast'>; today: string }) {
  const { t } = useWords();
  const format = useFormat();
  const { message } = App.useApp();
  const report = useReportProgress(plan);
  const [form, setForm] = useState<'update' | 'finish'>();
  const send = async (said: NewProgress & { percent: number }) => {
    // The first word on a task also says when it began.
    const body = task.actual_start ? said : { actual_start: today, ...said };
    try {
      await report.mutateAsync({ params: { path: { id: task.task_id } }, body: { as_of: today, ...body } });
      void message.success(t('myDay:updated', { name: task.code, percent: format.percent(said.percent) }));
      setForm(undefined);
    } catch (error) {
      const { detail, violations } = asProblem(error);
      const why = violations?.map(({ description, advice }) => `${description} ${advice}`).join(' ') ?? detail;
      void message.error(t('myDay:rolledBack', { why }), 6);
    }
  };
  const { asPlanned, more } = taps(task.percent, task.planned_percent);
  const late = task.forecast_delay_days > 0;
  return (
    <li className="task-card">
      <div className="task-card-head">
        <Link to={`/plans/${plan}/tasks/${task.task_id}`}>
          <span className="code">{task.code}</span> {task.name}
        </Link>
        <Light light={task.light} reason={task.light_reason} />
      </div>
      <ProgressBar percent={task.percent} planned={task.planned_percent} light={task.light} label={task.name} />
      <p className="soft">
        {t('myDay:planned', { from: format.day(task.planned_start), to: format.day(task.planned_end) })}
        {' · '}
        {late ? (
          <b className="task-card-late">
            {t('myDay:forecast', { day: format.day(task.forecast_finish) })} ·{' '}
            {t('parts:late', { count: task.forecast_delay_days })}
          </b>
        ) : (
          t('myDay:forecast', { day: format.day(task.forecast_finish) })
        )}
      </p>
      <div className="task-card-taps">
        {asPlanned !== undefined && (
          <Button type="primary" loading={report.isPending} onClick={() => void send({ percent: asPlanned })}>
            {t('myDay:asPlanned', { percent: format.percent(asPlanned) })}
          </Button>
        )}
        {more !== undefined && (
          <Button disabled={report.isPending} onClick={() => void send({ percent: more })}>
            {t('myDay:more10')}
          </Button>
        )}
        <Button disabled={report.isPending} onClick={() => void send({ percent: task.percent })}>
          {t('myDay:same')}
        </Button>
        <Button disabled={report.isPending} onClick={() => setForm('update')}>
          {t('myDay:details')}
        </Button>
        <Button disabled={report.isPending} onClick={() => setForm('finish')}>
          {t('myDay:finish')}
        </Button>
      </div>
      {form && (
        <UpdateForm
          task={task}
          today={today}
          finish={form === 'finish'}
          busy={report.isPending}
          onSend={send}
          onClose={() => setForm(undefined)}
        />
      )}
    </li>
  );
}
