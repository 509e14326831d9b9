/** All active plans: which are in trouble, in which departments, and who holds the next step. */
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { useOverview } from '@/api/overview';
import type { PlanState } from '@/api/plan';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { countLights, LightCounts } from '@/parts/LightCounts';
import { Page, Panel } from '@/parts/Page';
import { Stat } from '@/parts/Stat';
import { Empty, Failed, Loading } from '@/parts/states';
import { useWords } from '@/words';

import { Debts } from './Debts';
import { Departments } from './Departments';
import './dashboard.css';

/** Each plan is an answer of its own: more are asked for when wanted. */
const AT_ONCE = 24;

export default function CompanyDashboard() {
  const { t } = useWords();
  const [most, setMost] = useState(AT_ONCE);
  const { states, all, isPending, error, refetch } = useOverview(most);
  return (
    <Page title={t('dashboard:companyTitle')} subtitle={all > 0 && t('dashboard:companyHint', { count: all })}>
      {error ? <Failed error={error} retry={refetch} /> : null}
      {!error &&
        !states.length &&
        (isPending ? <Loading /> : <Empty title={t('parts:noPlan')} hint={t('parts:noPlanHint')} />)}
      {states.length > 0 && <Whole states={states} />}
      {all > most && (
        <Button onClick={() => setMost(most + AT_ONCE)}>
          {t('dashboard:more', { count: Math.min(AT_ONCE, all - most) })}
        </Button>
      )}
    </Page>
  );
}

function Whole({ states }: { states: PlanState[] }) {
  const { t } = useWords();
  const format = useFormat();
  const alerts = states.flatMap(({ open_alerts: open }) => open);
  const highest = Math.max(0, ...alerts.map(({ level }) => level));
  return (
    <>
      <div className="grid">
        <Panel className="span-3">
          <Stat label={t('dashboard:plans')} value={format.number(states.length)}>
            <LightCounts counts={countLights(states)} />
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat
            label={t('dashboard:keyResults')}
            value={format.number(states.reduce((sum, state) => sum + state.key_results.length, 0))}
          >
            <LightCounts counts={countLights(states.flatMap(({ key_results: results }) => results))} />
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat
            label={t('parts:taskList')}
            value={format.number(states.reduce((sum, state) => sum + state.tasks.length, 0))}
          >
            <LightCounts counts={countLights(states.flatMap(({ tasks }) => tasks))} />
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat label={t('dashboard:alerts')} value={format.number(alerts.length)}>
            {highest ? t('dashboard:highest', { level: highest }) : t('dashboard:quiet')}
          </Stat>
        </Panel>
      </div>
      <Panel title={t('dashboard:plans')} flush>
        <Plans states={states} />
      </Panel>
      <div className="grid">
        <Panel className="span-6" title={t('dashboard:departments')} flush>
          <Departments states={states} />
        </Panel>
        <Panel className="span-6" title={t('dashboard:owes')} flush>
          <Debts states={states} />
        </Panel>
      </div>
    </>
  );
}

const RANK = { red: 0, yellow: 1, green: 2 };

function Plans({ states }: { states: PlanState[] }) {
  const { t } = useWords();
  const format = useFormat();
  const worstFirst = states.toSorted((a, b) => RANK[a.light] - RANK[b.light]);
  const mean = ({ goals }: PlanState) =>
    goals.length ? goals.reduce((sum, goal) => sum + goal.progress, 0) / goals.length : undefined;
  return (
    <DataTable
      label={t('dashboard:plans')}
      rows={worstFirst}
      rowKey={({ plan_id: id }) => id}
      columns={[
        {
          key: 'plan',
          title: t('dashboard:plan'),
          wrap: true,
          cell: ({ plan_id: id, title, code }) => (
            <Link to={`/plans/${id}`}>
              {title} <span className="code">{code}</span>
            </Link>
          ),
        },
        { key: 'light', title: t('parts:light'), cell: ({ light }) => <Light light={light} /> },
        { key: 'progress', title: t('dashboard:progress'), numeric: true, cell: (state) => format.share(mean(state)) },
        {
          key: 'results',
          title: t('dashboard:keyResults'),
          cell: ({ key_results: results }) => <LightCounts bar={false} counts={countLights(results)} />,
        },
        {
          key: 'tasks',
          title: t('parts:taskList'),
          cell: ({ tasks }) => <LightCounts bar={false} counts={countLights(tasks)} />,
        },
        {
          key: 'alerts',
          title: t('dashboard:alerts'),
          numeric: true,
          cell: ({ open_alerts: open }) => format.number(open.length),
        },
      ]}
    />
  );
}
