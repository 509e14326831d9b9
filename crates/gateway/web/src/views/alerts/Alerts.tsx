/** Alerts of the plan: those that wait, for whom, until when. */
import { Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';

import { type Alert, isStageHidden, useAlerts } from '@/api/alerts';
import { useToday } from '@/api/clock';
import { usePlanName, usePlanStatus } from '@/api/plan';
import { useMe } from '@/api/session';
import { useFormat } from '@/parts/format';
import { LightShape } from '@/parts/Light';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

import { Ladder } from './Ladder';
import './alerts.css';

type Which = 'open' | 'mine' | 'all';

export default function Alerts() {
  const { t } = useWords();
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const which = (search.get('show') ?? 'open') as Which;
  const named = usePlanName();
  // The address may name the plan by its code, the question takes its id.
  const plan = usePlanStatus().data?.plan_id ?? named;
  const list = useAlerts({
    plan,
    assignee: which === 'mine' ? (me.person ?? '') : '',
    include_closed: which === 'all',
  });
  const ways: Which[] = me.person === undefined ? ['open', 'all'] : ['open', 'mine', 'all'];
  return (
    <Page
      title={t('alerts:title')}
      extra={
        <Segmented<Which>
          value={which}
          onChange={(next) => setSearch({ show: next }, { replace: true })}
          options={ways.map((value) => ({ value, label: t(`alerts:${value}`) }))}
        />
      }
    >
      <Panel flush>
        <Loaded of={list}>
          {(alerts) =>
            alerts.length ? (
              <List key={which} alerts={alerts} />
            ) : (
              <Empty title={t('alerts:none')} hint={t('alerts:noneHint')} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function List({ alerts }: { alerts: Alert[] }) {
  const { t, both } = useWords();
  const { rows, box, more } = useLong(alerts, {
    label: t('alerts:title'),
    find: (alert) => [both(alert.summary), ...alert.affects, alert.assignee, `L${alert.level}`].join(' '),
  });
  return (
    <>
      {box}
      <ul className="alerts">
        {rows.map((alert) => (
          <Row key={alert.id} alert={alert} />
        ))}
      </ul>
      {more}
    </>
  );
}

function Row({ alert }: { alert: Alert }) {
  const { t, both } = useWords();
  const format = useFormat();
  const today = useToday();
  const closed = alert.state === 'closed';
  const overdue = !closed && today !== undefined && alert.due_at != null && alert.due_at.slice(0, 10) < today;
  return (
    <li>
      <Link className="alert-row" to={`/plans/${alert.plan_id}/alerts/${alert.id}`}>
        <LightShape
          light={closed ? 'green' : alert.light}
          size={15}
          label={t(`parts:${closed ? 'green' : alert.light}`)}
        />
        <span className="alert-row-text">
          <b>{both(alert.summary)}</b>
          <span className="alert-row-facts">
            <span className="tag">{t(`terms:alert_${alert.state}`)}</span>
            {isStageHidden(alert) && <span className="tag">{t(`terms:alert_${alert.stage}`)}</span>}
            {!closed && <Person code={alert.assignee} />}
            {!closed && alert.due_at && (
              <span className={overdue ? 'late' : undefined}>
                {t('alerts:dueAt', { when: format.moment(alert.due_at) })}
                {overdue && ` · ${t('alerts:overdue')}`}
              </span>
            )}
            <span>
              {t('alerts:affects')} {alert.affects.join(' ')}
            </span>
          </span>
        </span>
        <Ladder level={alert.level} closed={closed} small />
      </Link>
    </li>
  );
}
