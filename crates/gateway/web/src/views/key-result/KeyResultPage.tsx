/** One key result: its value over time against where it should be, and the tasks that drive it. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import type { Api } from '@/api/client';
import { type CheckIn, checkInsOf } from '@/api/key-results';
import { type PlanState, useKeyResults, usePlanStatus } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { LinkButton } from '@/parts/LinkButton';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { ProgressBar } from '@/parts/ProgressBar';
import { Stat } from '@/parts/Stat';
import { DeadEnd, Empty, Loaded } from '@/parts/states';
import { TaskTable } from '@/parts/TaskTable';
import { TrendPanel } from '@/parts/TrendPanel';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import { CheckInForm } from './CheckInForm';
import { ValueChart } from './ValueChart';

type KeyResult = Api<'KeyResult'>;

/** Share of the tasks' work done, beyond which a result that has not moved is worth a question; and how far it may lag. */
const WORTH_A_QUESTION = 0.5;
const LAG = 0.3;

export default function KeyResultPage() {
  const { t } = useWords();
  const { keyResult: asked } = useParams();
  const results = useKeyResults();
  const status = usePlanStatus();
  return (
    <Loaded of={results}>
      {({ items }) => {
        const found = items.find(({ id, code }) => id === asked || code === asked);
        if (!found) return <DeadEnd title={t('keyResult:gone')} hint={t('notFoundHint')} />;
        return <Loaded of={status}>{(state) => <One result={found} state={state} />}</Loaded>;
      }}
    </Loaded>
  );
}

function One({ result, state }: { result: KeyResult; state: PlanState }) {
  const { t } = useWords();
  const format = useFormat();
  const { plan } = useCurrentPlan();
  const [form, setForm] = useState(false);
  const checkIns = useQuery(checkInsOf(result.id));
  const latest = checkIns.data?.items.reduce<CheckIn | undefined>(
    (newest, one) => (newest && newest.as_of > one.as_of ? newest : one),
    undefined,
  );
  const seen = state.key_results.find(({ key_result_id: id }) => id === result.id);
  const goal = state.goals.find(({ goal_id: id }) => id === result.goal_id);
  const tasks = state.tasks.filter(({ key_result_id: id }) => id === result.id);
  const completion = result.completion ?? 0;
  const light = seen?.light ?? 'green';
  const diverges = completion >= WORTH_A_QUESTION && result.attainment < completion - LAG;
  return (
    <Page
      title={result.description}
      lead={<span className="code">{result.code}</span>}
      subtitle={
        <span className="facts">
          <Light light={light} reason={seen?.light_reason} />
          <Person code={result.owner} />
          {goal && (
            <Link className="clip" to={`/plans/${state.plan_id}`}>
              {goal.code} {goal.description}
            </Link>
          )}
        </span>
      }
      extra={
        <>
          {light !== 'green' && <Link to={`/plans/${state.plan_id}/why/${result.code}`}>{t('parts:whyLate')}</Link>}
          {plan?.status === 'active' && (
            <LinkButton to={`/plans/${state.plan_id}/adjustments/new?change=${result.id}`}>
              {t('adjustments:adjust')}
            </LinkButton>
          )}
          <Button type="primary" onClick={() => setForm(true)}>
            {t('keyResult:checkIn')}
          </Button>
        </>
      }
    >
      <div className="grid">
        <Panel className="span-3">
          <Stat label={t('keyResult:attainment')} value={format.share(result.attainment)}>
            <ProgressBar percent={result.attainment * 100} light={light} label={t('keyResult:attainment')} bare />
            {t('keyResult:attainmentHint', {
              current: format.number(result.current),
              target: format.number(result.target),
              baseline: format.number(result.baseline),
              unit: result.unit,
            })}
            <br />
            {latest
              ? t('keyResult:latest', { day: format.day(latest.as_of), confidence: format.share(latest.confidence) })
              : t('keyResult:none')}
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat label={t('keyResult:completion')} value={format.share(result.completion)}>
            <ProgressBar percent={completion * 100} light={light} label={t('keyResult:completion')} bare />
            {t('keyResult:completionHint')}
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat label={t('keyResult:weight')} value={format.percent(result.weight)}>
            {goal && t('keyResult:weightHint', { code: goal.code })}
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat label={t('keyResult:deadline')} value={format.day(result.deadline)}>
            {seen?.forecast_finish && t('keyResult:forecastHint', { day: format.day(seen.forecast_finish) })}
            <Link to={`/plans/${state.plan_id}/forecast?of=${encodeURIComponent(result.code)}`}>
              {t('forecast:howSure')}
            </Link>
          </Stat>
        </Panel>
      </div>
      {diverges && <p className="hint">{t('keyResult:diverges')}</p>}
      <Loaded of={checkIns}>
        {({ items }) => (
          <ValueChart
            result={result}
            checkIns={items}
            start={plan?.period_start ?? result.deadline}
            today={state.as_of}
          />
        )}
      </Loaded>
      <TrendPanel subjects={[{ plan: state.plan_id, id: result.id, label: result.code }]} today={state.as_of} />
      <Panel title={t('keyResult:tasks')} flush>
        {tasks.length ? (
          <TaskTable plan={state.plan_id} tasks={tasks} label={t('keyResult:tasks')} />
        ) : (
          <Empty title={t('keyResult:noTasks')} />
        )}
      </Panel>
      {form && <CheckInForm result={result} today={state.as_of} onClose={() => setForm(false)} />}
    </Page>
  );
}
