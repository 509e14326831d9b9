/** One alert: what is wrong, whose turn it is, what was done, and what one can do now. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';

import { type Alert, alertOf, isStageHidden } from '@/api/alerts';
import { api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { Chain } from '@/parts/Chain';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { Actions } from './Actions';
import { History } from './History';
import { Ladder } from './Ladder';
import './alerts.css';

export default function AlertPage() {
  const { alert = '' } = useParams();
  const answer = useQuery(alertOf(alert));
  return <Loaded of={answer}>{(found) => <One alert={found} />}</Loaded>;
}

function One({ alert }: { alert: Alert }) {
  const { t, both } = useWords();
  const format = useFormat();
  const closed = alert.state === 'closed';
  return (
    <Page
      title={both(alert.summary)}
      subtitle={
        <span className="facts">
          <Light light={closed ? 'green' : alert.light} />
          <span className="tag">{t(`terms:alert_${alert.state}`)}</span>
          {isStageHidden(alert) && <span className="tag">{t(`terms:alert_${alert.stage}`)}</span>}
          <span>{t('alerts:raised', { when: format.moment(alert.raised_at) })}</span>
          {closed && <span>{t('alerts:closedAt', { when: format.moment(alert.closed_at) })}</span>}
          {!closed && <Person code={alert.assignee} />}
          {!closed && alert.due_at && <span>{t('alerts:dueAt', { when: format.moment(alert.due_at) })}</span>}
        </span>
      }
    >
      {!closed && <Actions alert={alert} />}
      <Panel title={t('alerts:ladder')}>
        <Ladder level={alert.level} closed={closed} />
      </Panel>
      <div className="grid">
        <div className="span-7 stack">
          <Spread alert={alert} />
          {alert.explanation && (
            <Panel title={t('alerts:explanation')}>
              <p className="quote">{alert.explanation}</p>
            </Panel>
          )}
          {alert.corrections.length > 0 && <Corrections alert={alert} />}
        </div>
        <div className="span-5">
          <Panel title={t('alerts:history')}>
            <History alert={alert} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

/** The way from the cause to the farthest thing that it makes late. */
function Spread({ alert }: { alert: Alert }) {
  const { t } = useWords();
  const target = alert.affects.at(-1) ?? alert.cause_code;
  const delay = api.useQuery('get', '/api/v1/plans/{plan}/delay', {
    params: { path: { plan: alert.plan_id }, query: { target } },
  });
  // What is affected may be later still for another reason: then its path is not this alert's.
  const path = delay.data?.path ?? [];
  const hops = path.some((hop) => hop.task_id === alert.cause_task_id) ? path : undefined;
  return (
    <Panel
      title={t('alerts:path')}
      extra={
        alert.affects[0] && (
          <Link to={`/plans/${alert.plan_id}/why/${alert.affects[0]}`}>
            {t('alerts:seeWhy')} · {alert.affects[0]}
          </Link>
        )
      }
    >
      <p className="affects">
        <span className="soft">{t('alerts:cause')}</span>{' '}
        <Link to={`/plans/${alert.plan_id}/tasks/${alert.cause_task_id}`}>
          {alert.cause_code} {alert.cause_name}
        </Link>
      </p>
      <p className="affects">
        <span className="soft">{t('alerts:affects')}</span>
        {alert.affects.map((code) => (
          <Link key={code} className="tag" to={`/plans/${alert.plan_id}/why/${code}`}>
            {code}
          </Link>
        ))}
      </p>
      {hops && <Chain plan={alert.plan_id} hops={hops} />}
    </Panel>
  );
}

function Corrections({ alert }: { alert: Alert }) {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  const name = (code: string) => person(code)?.name ?? code;
  return (
    <Panel title={t('alerts:corrections')}>
      <ul className="corrections">
        {alert.corrections.map((one) => (
          <li key={one.id}>
            <p>
              <span className="tag">{t(`terms:measure_${one.measure}`)}</span> {one.description}
            </p>
            <dl>
              <dt>{t('alerts:owner')}</dt>
              <dd>
                <Person code={one.owner} />
              </dd>
              <dt>{t('alerts:due')}</dt>
              <dd>{format.longDay(one.due)}</dd>
              <dt>{t('alerts:verification')}</dt>
              <dd>{one.verification}</dd>
            </dl>
            <p className="soft">
              {t('alerts:filedBy', { who: name(one.filed_by), when: format.moment(one.filed_at) })}
              {one.verified_by &&
                ` · ${t('alerts:verifiedBy', { who: name(one.verified_by), when: format.moment(one.verified_at) })}`}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
