/** Goals, and beneath each its key results: attainment and completion side by side, never mixed. */
import { useMemo } from 'react';
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { PlanState } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Person } from '@/parts/Person';
import { ProgressBar } from '@/parts/ProgressBar';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

type GoalState = PlanState['goals'][number];
type ResultState = PlanState['key_results'][number];

/** More goals than are read from the first to the last: those in trouble come first. */
const MANY = 20;
const RANK = { red: 0, yellow: 1, green: 2 };

function inOrder(goals: GoalState[]): GoalState[] {
  return goals.length > MANY ? goals.toSorted((a, b) => RANK[a.light] - RANK[b.light]) : goals;
}

export function GoalList({ state }: { state: PlanState }) {
  const { t } = useWords();
  const { department } = useDirectory();
  const goals = useMemo(() => inOrder(state.goals), [state.goals]);
  const results = useMemo(() => {
    const found = new Map<string, ResultState[]>();
    for (const result of state.key_results) {
      const own = found.get(result.goal_id);
      if (own) own.push(result);
      else found.set(result.goal_id, [result]);
    }
    return found;
  }, [state.key_results]);
  const { rows, box, more } = useLong(goals, {
    first: MANY,
    label: t('dashboard:goals'),
    find: (goal) => `${goal.code} ${goal.description} ${department(goal.department)?.name ?? ''}`,
  });
  return (
    <>
      {box}
      <ul className="goals">
        {rows.map((goal) => (
          <Goal key={goal.goal_id} goal={goal} results={results.get(goal.goal_id) ?? []} state={state} />
        ))}
      </ul>
      {more}
    </>
  );
}

function Goal({ goal, results, state }: { goal: GoalState; results: ResultState[]; state: PlanState }) {
  const { t } = useWords();
  const format = useFormat();
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
