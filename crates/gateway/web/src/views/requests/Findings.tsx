/** What the rules say of a request that was taken all the same. */
import type { Api } from '@/api/client';
import { useWords } from '@/words';

export function Findings({ findings }: { findings: Api<'Finding'>[] }) {
  const { t, both } = useWords();
  if (!findings.length) return null;
  return (
    <div className="hint" role="status">
      <b>{t('requests:findings')}</b>
      <ul>
        {findings.map(({ rule, field, message, advice }) => (
          <li key={rule + field}>
            {both(message)} {both(advice)}
          </li>
        ))}
      </ul>
    </div>
  );
}
