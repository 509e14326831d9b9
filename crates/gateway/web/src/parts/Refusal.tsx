/** A refusal beside what was refused: what is wrong, by which rule, and what to do instead. */
import { asProblem } from '@/api/client';
import { useWords } from '@/words';

export function Refusal({ error }: { error: unknown }) {
  const { t } = useWords();
  if (!error) return null;
  const { status, detail, violations = [] } = asProblem(error);
  // A rule that says the same says more.
  const said = violations.some(({ description }) => description === detail);
  return (
    <div className="refusal" role="alert">
      {!said && <p className="refusal-what">{status === 0 ? t('parts:unreachable') : detail}</p>}
      {violations.length > 0 && (
        <ul>
          {violations.map(({ rule, field, value, description, advice }) => (
            <li key={rule + field + value}>
              <code>{rule}</code> {description}
              {advice && <span className="refusal-advice">{advice}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
