/** The state of a request as a plate: word, colour, and an outline for what is open. */
import type { RequestStatus } from '@/api/requests';
import { useWords } from '@/words';

export function Status({ status }: { status: RequestStatus }) {
  const { t } = useWords();
  return <span className={`tag request-${status}`}>{t(`requests:status_${status}`)}</span>;
}
