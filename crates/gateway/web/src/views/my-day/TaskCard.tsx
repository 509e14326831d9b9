/** One task, updated with one tap. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { asProblem, type Api } from '@/api/client';
import { asksWhenBegun, type NewProgress, useReportProgress } from '@/api/progress';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { ProgressBar } from '@/parts/ProgressBar';
import { useOnce } from '@/parts/useOnce';
import { useWords } from '@/words';
import { dayNumber } from '@/views/gantt/days';
import { useCalendar } from '@/views/gantt/useCalendar';
import { countWorkdays, type Workdays } from '@/views/gantt/workdays';

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

type Planned = Pick<Api<'TaskForecast'>, 'planned_start' | 'planned_end' | 'planned_percent'>;

/** What the plan asks for by this evening; the server's own figure counts today only once the day's report is in. */
export function byTonight({ planned_start, planned_end, planned_percent }: Planned, today: string, calendar: Workdays) {
  const [start, end, now] = [dayNumber(planned_start), dayNumber(planned_end), dayNumber(today)];
  const all = countWorkdays(calendar, start, end);
  const gone = countWorkdays(calendar, start, Math.min(end, now));
  return all ? Math.max(planned_percent, (gone / all) * 100) : planned_percent;
}

export function TaskCard({ plan, task, today }: { plan: string; task: Api<'TaskForecast'>; today: string }) {
  const { t } = useWords();
  const format = useFormat();
  const { message } = App.useApp();
  const report = useReportProgress(plan);
  /** How far the form says that it is, as it opens. */
  const [form, setForm] = useState<number>();
  const open = (percent: number) => {
    report.reset();
    setForm(Math.round(percent));
  };
  const send = useOnce(async (said: NewProgress & { percent: number }) => {
    try {
      await report.mutateAsync({ params: { path: { id: task.task_id } }, body: { as_of: today, ...said } });
      void message.success(t('myDay:updated', { name: task.code, percent: format.percent(said.percent) }));
      setForm(undefined);
    } catch (error) {
      // A form tells it beside what was refused.
      if (form !== undefined) return;
      const { detail, violations } = asProblem(error);
      const why = violations?.map(({ description, advice }) => `${description} ${advice}`).join(' ') ?? detail;
      void message.error(t('myDay:rolledBack', { why }), 6);
    }
  });
  /** What one tap cannot say is asked. */
  const tap = (percent: number) => {
    if (asksWhenBegun(task, percent, today)) open(percent);
    else void send({ percent });
  };
  const calendar = useCalendar(task.department);
  const { asPlanned, more } = taps(task.percent, byTonight(task, today, calendar));
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
        {!late && ` · ${t('myDay:forecast', { day: format.day(task.forecast_finish) })}`}
      </p>
      {late && (
        <p className="task-card-late">
          {t('myDay:forecast', { day: format.day(task.forecast_finish) })} ·{' '}
          {t('parts:late', { count: task.forecast_delay_days })}
        </p>
      )}
      <div className="task-card-taps">
        {asPlanned !== undefined && (
          <Button type="primary" loading={report.isPending} onClick={() => tap(asPlanned)}>
            {t('myDay:asPlanned', { percent: format.percent(asPlanned) })}
          </Button>
        )}
        {!task.actual_start && (
          <Button
            type={asPlanned === undefined ? 'primary' : 'default'}
            disabled={report.isPending}
            onClick={() => void send({ percent: task.percent, actual_start: today })}
          >
            {t('myDay:start')}
          </Button>
        )}
        {more !== undefined && (
          <Button disabled={report.isPending} onClick={() => tap(more)}>
            {t('myDay:more10')}
          </Button>
        )}
        {task.actual_start && (
          <Button disabled={report.isPending} onClick={() => void send({ percent: task.percent })}>
            {t('myDay:same')}
          </Button>
        )}
        <Button disabled={report.isPending} onClick={() => open(task.percent)}>
          {t('myDay:details')}
        </Button>
        <Button disabled={report.isPending} onClick={() => open(100)}>
          {t('myDay:finish')}
        </Button>
      </div>
      {form !== undefined && (
        <UpdateForm
          task={task}
          today={today}
          percent={form}
          busy={report.isPending}
          refused={report.error}
          onSend={send}
          onClose={() => setForm(undefined)}
        />
      )}
    </li>
  );
}
