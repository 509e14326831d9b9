/** What was agreed about a task, and what has become of it. */
import { Fragment } from 'react';
import { Link } from 'react-router';

import { api } from '@/api/client';
import { findingsOf, useFindings } from '@/api/findings';
import { type Forecast, usePlanName } from '@/api/plan';
import type { Task } from '@/api/task-changes';
import { FindingList } from '@/parts/FindingList';
import { useFormat } from '@/parts/format';
import { Person } from '@/parts/Person';
import { Delay } from '@/parts/TaskTable';
import { useWords } from '@/words';

import { DAYS } from './held';

export function Facts({ forecast }: { forecast: Forecast }) {
  const { t, both } = useWords();
  const format = useFormat();
  const plan = usePlanName();
  const findings = findingsOf(forecast, useFindings(plan).data);
  const { data: task } = api.useQuery('get', '/api/v1/tasks/{id}', { params: { path: { id: forecast.task_id } } });
  return (
    <dl className="fact-list">
      <dt>{t('task:planned')}</dt>
      <dd>
        {format.day(forecast.planned_start)} – {format.day(forecast.planned_end)}
      </dd>
      <dt>{t('task:forecast')}</dt>
      <dd>
        {format.day(forecast.forecast_finish)} <Delay days={forecast.forecast_delay_days} />
        {forecast.basis && <p className="soft">{both(forecast.basis.text)}</p>}
      </dd>
      <dt>{t('task:actual')}</dt>
      <dd>
        {format.day(forecast.actual_start)}
        {forecast.actual_finish && ` – ${format.day(forecast.actual_finish)}`}
      </dd>
      <dt>{t('task:float')}</dt>
      <dd>{t('parts:days', { count: forecast.total_float_days })}</dd>
      {findings.length > 0 && (
        <>
          <dt>{t('task:findings')}</dt>
          <dd>
            <FindingList findings={findings} nameless />
          </dd>
        </>
      )}
      {task && (
        <>
          <HeldTo task={task} />
          {task.description && (
            <>
              <dt>{t('task:description')}</dt>
              <dd>{task.description}</dd>
            </>
          )}
          <dt>{t('task:deliverable')}</dt>
          <dd>{task.deliverable}</dd>
          {task.evidence && (
            <>
              <dt>{t('task:evidence')}</dt>
              <dd>{task.evidence}</dd>
            </>
          )}
          {task.collaborators.length > 0 && (
            <>
              <dt>{t('task:collaborators')}</dt>
              <dd className="facts">
                {task.collaborators.map((code) => (
                  <Person key={code} code={code} />
                ))}
              </dd>
            </>
          )}
          {task.required_resources && (
            <>
              <dt>{t('task:resources')}</dt>
              <dd>{task.required_resources}</dd>
            </>
          )}
          {task.predecessors.length > 0 && (
            <>
              <dt>{t('task:predecessors')}</dt>
              <dd className="facts">
                {task.predecessors.map(({ task_id: id, code, plan_id: other }) => (
                  <Link key={id} className="tag" to={`/plans/${other || plan}/tasks/${id}`}>
                    {code || id}
                  </Link>
                ))}
              </dd>
            </>
          )}
        </>
      )}
    </dl>
  );
}

/** What its schedule and its forecast go by besides its dates, where somebody said so. */
function HeldTo({ task: { constraints, estimate } }: { task: Task }) {
  const { t } = useWords();
  const format = useFormat();
  const { optimistic_days: low, likely_days: likely, pessimistic_days: high } = estimate ?? {};
  return (
    <>
      {DAYS.filter((day) => constraints?.[day]).map((day) => (
        <Fragment key={day}>
          <dt>{t(`task:${day}`)}</dt>
          <dd>{format.day(constraints?.[day])}</dd>
        </Fragment>
      ))}
      {low != null && likely != null && high != null && (
        <>
          <dt>{t('task:points')}</dt>
          <dd>
            {t('task:pointsOf', {
              low: format.number(low),
              likely: format.number(likely),
              high: format.number(high),
            })}
          </dd>
        </>
      )}
    </>
  );
}
