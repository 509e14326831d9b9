/** What the cells mean: each level by its tint and texture, and by its word. */
import { useWords } from '@/words';

const LEVELS = ['free', 'low', 'mid', 'full', 'over'] as const;

export function Legend({ days }: { days: boolean }) {
  const { t } = useWords();
  return (
    <div className="heat-foot">
      <ul className="heat-legend" aria-label={t('load:legend')}>
        {LEVELS.map((level) => (
          <li key={level}>
            <i className={`heat-${level}`} aria-hidden />
            {t(`load:level_${level}`)}
          </li>
        ))}
        <li>
          <i className="heat-off heat-holiday" aria-hidden />
          {t(days ? 'load:holiday' : 'load:level_off')}
        </li>
        <li>
          <i className="heat-away" aria-hidden />
          {t('load:away')}
        </li>
      </ul>
      <span id="heat-keys" className="soft">
        {t('load:keys')}
      </span>
    </div>
  );
}
