/** What happened to an alert, newest last. */
import type { Alert } from '@/api/alerts';
import { useDirectory } from '@/api/directory';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

const KNOWN = [
  'raised',
  'notified',
  'lapsed',
  'acknowledged',
  'snoozed',
  'explained',
  'correction_filed',
  'accepted',
  'rejected',
  'verified',
  'not_verified',
  'cleared',
  'plan_closed',
  'correction_due',
  'company_goal',
] as const;

export function History({ alert }: { alert: Alert }) {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  return (
    <ol className="history">
      {alert.history.map((entry, index) => {
        const what = KNOWN.find((known) => known === entry.what);
        const who = person(entry.who)?.name ?? (entry.who || t('alerts:system'));
        return (
          <li key={index} className={entry.what === 'lapsed' ? 'history-lapsed' : undefined}>
            <span className="history-level">L{entry.level}</span>
            <div>
              <p>{what ? t(`alerts:what_${what}`, { who }) : entry.what}</p>
              {entry.note && <p className="soft">{entry.note}</p>}
            </div>
            <time dateTime={entry.at ?? undefined}>{format.moment(entry.at)}</time>
          </li>
        );
      })}
    </ol>
  );
}
