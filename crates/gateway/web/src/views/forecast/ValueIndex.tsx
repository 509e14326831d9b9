/** SPI, CPI, TCPI: the figure with what it means, or why there is none. */
import type { EarnedValue } from '@/api/forecast';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import { isShort } from './value';

const INDICES = {
  SPI: { figure: 'schedule_performance_index', none: 'spiNone', short: 'behind', enough: 'asPlanned' },
  CPI: { figure: 'cost_performance_index', none: 'cpiNone', short: 'over', enough: 'inBudget' },
} as const;

/** Below 1 it is marked by a shape and a word. */
export function Index({ of, which }: { of: EarnedValue; which: 'SPI' | 'CPI' }) {
  const { t } = useWords();
  const format = useFormat();
  const { figure, none, short, enough } = INDICES[which];
  const index = of[figure];
  if (index == null) return <span className="soft forecast-none">{t(`forecast:${none}`)}</span>;
  return (
    <span className="forecast-index">
      {format.number(index)}{' '}
      {isShort(index) ? (
        <span className="late">▼ {t(`forecast:${short}`)}</span>
      ) : (
        <span className="soft">{t(`forecast:${enough}`)}</span>
      )}
    </span>
  );
}
