/** What a row is: a goal, a key result, a milestone. */
import { useWords, type Word } from '@/words';

export function Kind({ kind }: { kind: string }) {
  const { t } = useWords();
  return <span className="tag">{t(`forecast:kind_${kind}` as Word)}</span>;
}
