/** Working days that departments lose, the most first: bars with their figures. */
import { useDirectory } from '@/api/directory';
import { useWords } from '@/words';

export function LostTime({ days }: { days: Record<string, number> }) {
  const { t } = useWords();
  const { department } = useDirectory();
  const lost = Object.entries(days)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
  const most = Math.max(1, ...lost.map(([, count]) => count));
  return (
    <ul className="lost-time">
      {lost.map(([code, count]) => (
        <li key={code}>
          <span>{department(code)?.name ?? code}</span>
          <span className="lost-time-bar" aria-hidden>
            <i style={{ width: `${(count / most) * 100}%` }} />
          </span>
          <b className="numbers">{t('parts:days', { count })}</b>
        </li>
      ))}
    </ul>
  );
}
