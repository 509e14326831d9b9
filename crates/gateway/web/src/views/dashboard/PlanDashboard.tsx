/** A plan at a glance: is it going to be reached, what is in the way, whose turn is it. */
import { ApartmentOutlined } from '@ant-design/icons';
import { Link } from 'react-router';

import { type PlanState, usePlanStatus } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { countLights, LightCounts } from '@/parts/LightCounts';
import { Page, Panel } from '@/parts/Page';
import { Stat } from '@/parts/Stat';
import { Empty, Loaded } from '@/parts/states';
import { type Subject, TrendPanel } from '@/parts/TrendPanel';
import { type Plan, useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import { Activation } from './Activation';
import { CompletionCurve } from './CompletionCurve';
import { Debts } from './Debts';
import { Departments } from './Departments';
import { debts, departments } from './figures';
import { GoalList } from './GoalList';
import { PlanFindings } from './PlanFindings';
import './dashboard.css';

export default function PlanDashboard() {
  const status = usePlanStatus();
  const { plan } = useCurrentPlan();
  return <Loaded of={status}>{(state) => <Glance state={state} plan={plan} />}</Loaded>;
}

function Glance({ state, plan }: { state: PlanState; plan: Plan | undefined }) {
  const { t } = useWords();
  const format = useFormat();
  return (
    <Page
      title={state.title}
      subtitle={
        <span className="facts">
          {state.active && <Light light={state.light} />}
          {plan && <span className="tag">{t(`terms:plan_${plan.status}`)}</span>}
          {plan && (
            <span>
              {t('dashboard:period', { from: format.longDay(plan.period_start), to: format.longDay(plan.period_end) })}
            </span>
          )}
          <span className="code">{state.code}</span>
        </span>
      }
      extra={
        <Link to={`/plans/${state.plan_id}/map`}>
          <ApartmentOutlined /> {t('dashboard:map')}
        </Link>
      }
    >
      {plan?.status === 'draft' && <Activation plan={state.plan_id} title={state.title} />}
      <Figures state={state} />
      <div className="grid">
        <Panel className="span-8" title={t('dashboard:goals')} flush>
          {state.goals.length ? <GoalList state={state} /> : <Empty title={t('dashboard:noGoals')} />}
        </Panel>
        <Panel className="span-4" title={t('dashboard:owes')} flush>
          <Debts people={debts(state)} />
        </Panel>
        <div className="span-8 stack">
          <TrendPanel subjects={subjectsOf(state)} today={state.as_of} />
          <CompletionCurve state={state} />
        </div>
        <div className="span-4 stack start">
          <Panel title={t('dashboard:departments')} flush>
            <Departments rows={departments(state)} />
          </Panel>
          {plan?.status === 'active' && <PlanFindings plan={state.plan_id} />}
        </div>
      </div>
    </Page>
  );
}

/** The plan, its goals, its key results. */
function subjectsOf({ plan_id: plan, title, goals, key_results: results }: PlanState): Subject[] {
  const named = (id: string, code: string, text: string) => ({ plan, id, label: `${code} ${text}` });
  return [
    { plan, id: plan, label: title },
    ...goals.map(({ goal_id: id, code, description }) => named(id, code, description)),
    ...results.map(({ key_result_id: id, code, description }) => named(id, code, description)),
  ];
}

function Figures({ state }: { state: PlanState }) {
  const { t } = useWords();
  const format = useFormat();
  const { goals, key_results: results, open_alerts: alerts } = state;
  const tasks = state.tasks.filter(({ status }) => status !== 'cancelled');
  const done = tasks.filter(({ status }) => status === 'done').length;
  const progress = goals.length ? goals.reduce((sum, goal) => sum + goal.progress, 0) / goals.length : undefined;
  const last = (days: string[]) => days.reduce((a, b) => (a > b ? a : b), '');
  const highest = Math.max(0, ...alerts.map(({ level }) => level));
  return (
    <div className="grid">
      <Panel className="span-3">
        <Stat label={t('dashboard:progress')} value={format.share(progress)}>
          <LightCounts counts={countLights(results)} />
          {t('dashboard:keyResults')}
        </Stat>
      </Panel>
      <Panel className="span-3">
        <Stat
          label={t('dashboard:tasks')}
          value={t('dashboard:ofTasks', { done: format.number(done), all: format.number(tasks.length) })}
        >
          <LightCounts counts={countLights(tasks)} />
        </Stat>
      </Panel>
      <Panel className="span-3">
        <Stat
          label={t('dashboard:alerts')}
          value={<Link to={`/plans/${state.plan_id}/alerts`}>{format.number(alerts.length)}</Link>}
        >
          {highest ? t('dashboard:highest', { level: highest }) : t('dashboard:quiet')}
        </Stat>
      </Panel>
      <Panel className="span-3">
        <Stat
          label={t('dashboard:finish')}
          value={format.day(last(tasks.map((task) => task.actual_finish ?? task.forecast_finish)))}
        >
          {t('dashboard:finishHint', { day: format.day(last(tasks.map((task) => task.planned_end))) })}
          <Link to={`/plans/${state.plan_id}/forecast`}>{t('forecast:howSure')}</Link>
        </Stat>
      </Panel>
    </div>
  );
}
