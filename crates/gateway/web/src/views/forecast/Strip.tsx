/** P50, P80 and P95 on one scale for all, against the day that is due. The dates stand beside it, so it is for those who see it. */
import type { SubjectRisk } from '@/api/forecast';
import { useWords } from '@/words';

import { placeOf, type Span } from './risk';

const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;

type Days = Pick<SubjectRisk, 'due' | 'forecast' | 'p50' | 'p80' | 'p95'>;

export function Strip({ days, span }: { days: Days; span: Span }) {
  const at = (day: string) => `${placeOf(day, span)}%`;
  return (
    <span className="forecast-strip">
      <svg height={HEIGHT} aria-hidden>
        <line className="strip-scale" x1="0%" x2="100%" y1={MIDDLE} y2={MIDDLE} />
        <line className="strip-wide" x1={at(days.p50)} x2={at(days.p95)} y1={MIDDLE} y2={MIDDLE} />
        <line className="strip-thick" x1={at(days.p50)} x2={at(days.p80)} y1={MIDDLE} y2={MIDDLE} />
        <circle className="strip-forecast" cx={at(days.forecast)} cy={MIDDLE} r="3.5" />
        <line className="strip-due" x1={at(days.due)} x2={at(days.due)} y1="1" y2={HEIGHT - 1} />
      </svg>
    </span>
  );
}

/** What its marks are. */
export function StripLegend() {
  const { t } = useWords();
  const mark = (shape: React.ReactNode) => (
    <svg width="30" height={HEIGHT} aria-hidden className="strip-sample">
      {shape}
    </svg>
  );
  return (
    <ul className="facts soft">
      <li>
        {mark(<line className="strip-due" x1="50%" x2="50%" y1="1" y2={HEIGHT - 1} />)}
        {t('forecast:stripDue')}
      </li>
      <li>
        {mark(<circle className="strip-forecast" cx="50%" cy={MIDDLE} r="3.5" />)}
        {t('forecast:stripForecast')}
      </li>
      <li>
        {mark(
          <>
            <line className="strip-wide" x1="10%" x2="90%" y1={MIDDLE} y2={MIDDLE} />
            <line className="strip-thick" x1="10%" x2="50%" y1={MIDDLE} y2={MIDDLE} />
          </>,
        )}
        {t('forecast:stripRange')}
      </li>
    </ul>
  );
}
