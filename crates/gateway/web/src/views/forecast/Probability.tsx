/** A probability as a bar, as a figure, and in a word where it is low. */
import type { SubjectRisk } from '@/api/forecast';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import { certaintyOf } from './risk';

const LOOKS = { unlikely: 'light-red', open: 'light-yellow', likely: 'light-green' } as const;

export function Probability({ of: { name, probability_on_time: probability } }: { of: SubjectRisk }) {
  const { t } = useWords();
  const format = useFormat();
  const certainty = certaintyOf(probability);
  const percent = format.share(probability);
  return (
    <span className={`forecast-probability ${LOOKS[certainty]}`}>
      <span
        className="bar-track"
        role="meter"
        aria-label={t('forecast:onTimeSaid', { name, percent })}
        aria-valuenow={Math.round(probability * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span className="bar-fill" style={{ width: `${probability * 100}%` }} />
      </span>
      <span className="bar-number">{percent}</span>
      {certainty === 'likely' ? (
        <span className="soft">{t('forecast:state_likely')}</span>
      ) : (
        <span className="light-plate">{t(`forecast:state_${certainty}`)}</span>
      )}
    </span>
  );
}
