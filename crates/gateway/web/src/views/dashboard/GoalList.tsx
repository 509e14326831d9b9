/** Goals, and beneath each its key results: attainment and completion side by side, never mixed. */
import { Link } from 'react-router';

import type { PlanState } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Person } from '@/parts/Person';
import { ProgressBar } from '@/parts/ProgressBar';
import { useWords } from '@/words';

export function GoalList({ state }: { state: PlanState }) {
  return (
    <ul className="goals">
      {state.goals.map((goal) => (
        <Goal key={goal.goal_id} goal={goal} state={state} />
      ))}
    </ul>
  );
}

function Goal({ goal, state }: { goal: PlanState['goals'][number]; state: PlanState }) {
  const { t } = useWords();
  const format = useFormat();
  const results = state.key_results.filter(({ goal_id: id }) => id === goal.goal_id);
  return (
    <li>
      <div className="goal">
        <div className="goal-name">
          <span className="code">{goal.code}</span> <b>{goal.description}</b>
          <span className="facts soft">
            <Person code={goal.owner} />
            <span>
              {format.day(goal.deadline)} · {t('parts:forecast')} {format.day(goal.forecast_finish)}
            </span>
            {goal.light !== 'green' && (
              <Link to={`/plans/${state.plan_id}/why/${goal.code}`}>{t('parts:whyLate')}</Link>
            )}
          </span>
        </div>
        <Light light={goal.light} reason={goal.light_reason} />
      </div>
      <ul className="results">
        {results.map((result) => (
          <li key={result.key_result_id} className="result">
            <div className="result-name">
              <Link to={`/plans/${state.plan_id}/key-results/${result.key_result_id}`}>
                <span className="code">{result.code}</span> {result.description}
              </Link>
              <span className="facts soft">
                <Person code={result.owner} />
                <span>{t('dashboard:weight', { percent: format.percent(result.weight) })}</span>
              </span>
            </div>
            <div className="result-bars">
              <span className="soft">{t('dashboard:attainment')}</span>
              <ProgressBar
                percent={result.attainment * 100}
                light={result.light}
                label={`${result.code} ${t('keyResult:attainment')}`}
              />
              <span className="soft">{t('dashboard:completion')}</span>
              <ProgressBar
                percent={result.completion * 100}
                light={result.light}
                label={`${result.code} ${t('keyResult:completion')}`}
              />
            </div>
            <Light light={result.light} reason={result.light_reason} />
          </li>
        ))}
      </ul>
    </li>
  );
}
