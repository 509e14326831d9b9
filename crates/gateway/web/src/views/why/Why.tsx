/** From a red goal, key result or task down to the task and the person where the time is lost. */
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';

import { api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { type PlanState, usePlanName, usePlanStatus } from '@/api/plan';
import { Chain } from '@/parts/Chain';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { LostTime } from '@/parts/LostTime';
import { Page, Panel } from '@/parts/Page';
import { Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import './why.css';

interface Found {
  code: string;
  text: string;
  to?: string;
  reason?: Reason;
}

type Reason = PlanState['goals'][number]['light_reason'];

/** What the address names: its code, what it says, and where it is shown. */
function found(state: PlanState | undefined, target: string): Found {
  const goal = state?.goals.find(({ goal_id: id, code }) => id === target || code === target);
  if (goal) return { code: goal.code, text: goal.description, reason: goal.light_reason };
  const result = state?.key_results.find(({ key_result_id: id, code }) => id === target || code === target);
  if (result) {
    const to = `key-results/${result.key_result_id}`;
    return { code: result.code, text: result.description, to, reason: result.light_reason };
  }
  const task = state?.tasks.find(({ task_id: id, code }) => id === target || code === target);
  if (task) return { code: task.code, text: task.name, to: `tasks/${task.task_id}`, reason: task.light_reason };
  return { code: target, text: '' };
}

export default function Why() {
  const { t, both } = useWords();
  const format = useFormat();
  const plan = usePlanName();
  const { target = '' } = useParams();
  const { person } = useDirectory();
  const status = usePlanStatus();
  const delay = api.useQuery('get', '/api/v1/plans/{plan}/delay', { params: { path: { plan }, query: { target } } });
  const what = useMemo(() => found(status.data, target), [status.data, target]);
  return (
    <Loaded of={delay}>
      {({ light, path, planned_end: planned, forecast_finish: forecast, days_by_department: days }) => {
        const causes = path.filter((hop) => hop.own_delay_days > 0);
        const [cause] = causes;
        const others = causes.length - 1;
        const late = forecast > planned;
        const alert = status.data?.open_alerts.find(({ cause_task_id: id }) => id === cause?.task_id);
        return (
          <Page
            // In time as it is forecast, and yet no longer green.
            title={t(!path.length ? 'why:fine' : late ? 'why:title' : 'why:risk', { code: what.code })}
            subtitle={
              <>
                <p>{what.text}</p>
                <span className="facts">
                  <Light light={light} reason={what.reason} />
                  <span>{t('why:planned', { day: format.day(planned) })}</span>
                  <b>{t('why:forecast', { day: format.day(forecast) })}</b>
                  {what.to && <Link to={`/plans/${plan}/${what.to}`}>{what.code}</Link>}
                </span>
              </>
            }
          >
            {cause && (
              <p className="why-sentence">
                {t(cause.planned_past_days === cause.own_delay_days ? 'why:beyond' : 'why:sentence', {
                  code: `${cause.code} ${cause.name}`,
                  name: person(cause.owner)?.name ?? cause.owner,
                  count: cause.own_delay_days,
                })}
                {others > 0 && ` ${t('why:others', { count: others })}`}
              </p>
            )}
            {path.length ? (
              <div className="grid">
                <div className="span-8">
                  <Panel title={t('why:chain')}>
                    <Chain plan={plan} hops={path} />
                    <p className="why-end">
                      <Light light={light} /> {what.code} {what.text}
                    </p>
                  </Panel>
                </div>
                <div className="span-4 stack">
                  <Panel title={t('why:departments')}>
                    <LostTime days={days} />
                  </Panel>
                  {alert && (
                    <Panel title={t('why:alert')}>
                      <Link to={`/plans/${plan}/alerts/${alert.id}`}>
                        L{alert.level} · {both(alert.summary)}
                      </Link>
                    </Panel>
                  )}
                </div>
              </div>
            ) : (
              <Panel>
                <Empty title={t('why:fine', { code: what.code })} hint={t('why:fineHint')} />
              </Panel>
            )}
          </Page>
        );
      }}
    </Loaded>
  );
}
