/** Working days that departments lose, the most first: bars with their figures. */
import { useDirectory } from '@/api/directory';
import { useWords } from '@/words';

import { useLong } from './useLong';

/** Beyond these it is days here and there. */
const FIRST = 12;

export function LostTime({ days }: { days: Record<string, number> }) {
  const { t } = useWords();
  const { department } = useDirectory();
  const lost = Object.entries(days)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
  const most = Math.max(1, lost[0]?.[1] ?? 0);
  const { rows, more } = useLong(lost, { first: FIRST, label: t('parts:department') });
  return (
    <>
      <ul className="lost-time">
        {rows.map(([code, count]) => (
          <li key={code}>
            <span>{department(code)?.name ?? code}</span>
            <span className="lost-time-bar" aria-hidden>
              <i style={{ width: `${(count / most) * 100}%` }} />
            </span>
            <b className="numbers">{t('parts:days', { count })}</b>
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}
