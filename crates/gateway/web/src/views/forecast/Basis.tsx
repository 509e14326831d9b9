/** What a simulation stands on: of which day, how often, by which estimates, with which other plans. */
import type { Risk } from '@/api/forecast';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

/** The surest first. */
const SOURCES = [
  'three_point',
  'owner_history',
  'department_history',
  'organisation_history',
  'default_spread',
] as const;

export function Basis({ risk }: { risk: Risk }) {
  const { t } = useWords();
  const format = useFormat();
  const { estimates, other_plans: others = 0, other_plans_as_forecast: left = 0 } = risk;
  const list = SOURCES.flatMap((source) => {
    const count = estimates[source] ?? 0;
    return count > 0 ? [t(`forecast:by_${source}`, { number: format.number(count) })] : [];
  });
  return (
    <div className="soft">
      <p>
        {t('forecast:asOf', { day: format.longDay(risk.as_of) })} ·{' '}
        {t('forecast:basis', {
          runs: format.number(risk.runs),
          seed: risk.seed,
          correlation: format.number(risk.correlation),
        })}
      </p>
      {list.length > 0 && (
        <p>
          {t('forecast:estimates')}
          {t('forecast:listed', { list: list.join(t('forecast:listedBetween')) })}
        </p>
      )}
      {others > 0 && <p>{t('forecast:otherPlans', { count: others })}</p>}
      {left > 0 && <p>{t('forecast:otherPlansAsForecast', { count: left })}</p>}
    </div>
  );
}
