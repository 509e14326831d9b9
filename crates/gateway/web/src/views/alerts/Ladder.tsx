/** The four levels, and how far an alert has climbed. */
import { useWords } from '@/words';

const LEVELS = [1, 2, 3, 4] as const;

export function Ladder({ level, closed, small }: { level: number; closed: boolean; small?: boolean }) {
  const { t } = useWords();
  if (small) {
    return (
      <span className={closed ? 'steps steps-closed' : 'steps'} role="img" aria-label={t('alerts:level', { level })}>
        {LEVELS.map((one) => (
          <i key={one} className={one <= level ? 'on' : undefined} style={{ height: 4 + one * 4 }} />
        ))}
        <b aria-hidden>L{level}</b>
      </span>
    );
  }
  return (
    <ol className="ladder">
      {LEVELS.map((one) => {
        const state = one < level ? 'passed' : one === level ? 'now' : 'ahead';
        return (
          <li
            key={one}
            className={`ladder-${closed && state === 'now' ? 'passed' : state}`}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className="ladder-number">L{one}</span>
            <span>{t(`terms:level_${one}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
