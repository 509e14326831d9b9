/** Who has something to deal with, most first. */
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { Overview } from '@/api/overview';
import { Avatar } from '@/parts/Person';
import { Empty } from '@/parts/states';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

const SHOWN = 10;
/** Of one person: who has more is led to the list of all. */
const ALERTS = 6;

export function Debts({ people }: { people: Overview['people'] }) {
  const { t } = useWords();
  const { person, department } = useDirectory();
  const long = useLong(people, { first: SHOWN, label: t('dashboard:owes') });
  if (!people.length) return <Empty title={t('dashboard:owesNone')} />;
  return (
    <>
      <ul className="debts">
        {long.rows.map(({ person: code, alerts, tasks_behind: behind }) => {
          const found = person(code);
          const name = found?.name ?? code;
          return (
            <li key={code}>
              <Avatar code={code} name={name} size={32} />
              <div>
                <b>{name}</b> <span className="soft">{found && department(found.department)?.name}</span>
                <p className="debts-what">
                  {alerts.slice(0, ALERTS).map((alert) => (
                    <Link key={alert.alert_id} className="tag" to={`/plans/${alert.plan_id}/alerts/${alert.alert_id}`}>
                      L{alert.level} {alert.cause_code}
                    </Link>
                  ))}
                  {alerts.length > ALERTS && (
                    <span className="soft">{t('dashboard:owesMore', { count: alerts.length - ALERTS })}</span>
                  )}
                  {behind > 0 && <span className="soft">{t('dashboard:owesTasks', { count: behind })}</span>}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
      {long.more}
    </>
  );
}
