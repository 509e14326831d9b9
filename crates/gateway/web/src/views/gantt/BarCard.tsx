/** What a bar says when one points at it. */
import type { Task } from '@/api/gantt';
import type { Forecast } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Delay } from '@/parts/TaskTable';
import { useWords } from '@/words';

import { SHORT } from './links';

export interface Pointed {
  task: Forecast;
  /** In the window. */
  x: number;
  y: number;
}

interface Props extends Pointed {
  detail: Task | undefined;
  forecasts: Map<string, Forecast>;
}

const WIDTH = 340;
const HEIGHT = 420;

export function BarCard({ task, x, y, detail, forecasts }: Props) {
  const { t, both } = useWords();
  const format = useFormat();
  const left = Math.max(Math.min(x + 14, window.innerWidth - WIDTH - 12), 12);
  const below = y + 16 + HEIGHT < window.innerHeight;
  const place = below ? { left, top: y + 16 } : { left, bottom: window.innerHeight - y + 12 };
  const days = (from: string, to: string) => `${format.day(from)} – ${format.day(to)}`;
  return (
    <div className="gantt-card" role="tooltip" style={{ ...place, width: WIDTH }}>
      <p className="gantt-card-title">
        <span className="code">{task.code}</span> {task.name}
      </p>
      <p className="facts">
        <Light light={task.light} />
        <span className="soft">{both(task.light_reason)}</span>
      </p>
      <dl className="gantt-facts">
        <dt>{t('gantt:planned')}</dt>
        <dd>
          {days(task.planned_start, task.planned_end)}
          {detail && <span className="soft"> · {t('parts:days', { count: detail.duration_days })}</span>}
        </dd>
        {detail?.baseline && (
          <>
            <dt>{t('gantt:baseline')}</dt>
            <dd>{days(detail.baseline.start, detail.baseline.end)}</dd>
          </>
        )}
        {task.actual_start && (
          <>
            <dt>{t('gantt:actual')}</dt>
            <dd>
              {task.actual_finish
                ? days(task.actual_start, task.actual_finish)
                : t('gantt:since', { day: format.day(task.actual_start) })}
            </dd>
          </>
        )}
        <dt>{t('gantt:forecast')}</dt>
        <dd>
          {format.day(task.forecast_finish)} · <Delay days={task.forecast_delay_days} />
          {task.basis && <p className="soft">{both(task.basis.text)}</p>}
        </dd>
        <dt>{t('parts:progress')}</dt>
        <dd>
          {format.percent(task.percent)}{' '}
          <span className="soft">{t('parts:ofPlanned', { percent: format.percent(task.planned_percent) })}</span>
        </dd>
        <dt>{t('gantt:float')}</dt>
        <dd>
          {t('parts:days', { count: task.total_float_days })}
          {task.critical && <b> · ◆ {t('gantt:critical')}</b>}
        </dd>
        {detail && detail.predecessors.length > 0 && (
          <>
            <dt>{t('gantt:waitsFor')}</dt>
            <dd>
              {detail.predecessors.map(({ task_id: id, code, kind, lag_days: lag }) => (
                <span key={id} className="gantt-waits">
                  <span className="code">{code ?? forecasts.get(id)?.code}</span> {t(`gantt:kind_${kind}`)} (
                  {SHORT[kind]}
                  {lag ? (lag > 0 ? `+${lag}` : lag) : ''})
                </span>
              ))}
            </dd>
          </>
        )}
        {task.findings.length > 0 && (
          <>
            <dt>{t('gantt:findings')}</dt>
            <dd>
              {task.findings.map(({ rule, field, message }) => (
                <p key={rule + field} className="gantt-finding">
                  {both(message)}
                </p>
              ))}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
