/** Who has something to deal with, most first. */
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { Overview } from '@/api/overview';
import { Avatar } from '@/parts/Person';
import { Empty } from '@/parts/states';
import { useWords } from '@/words';

const SHOWN = 10;

export function Debts({ people }: { people: Overview['people'] }) {
  const { t } = useWords();
  const { person, department } = useDirectory();
  if (!people.length) return <Empty title={t('dashboard:owesNone')} />;
  return (
    <ul className="debts">
      {people.slice(0, SHOWN).map(({ person: code, alerts, tasks_behind: behind }) => {
        const found = person(code);
        const name = found?.name ?? code;
        return (
          <li key={code}>
            <Avatar code={code} name={name} size={32} />
            <div>
              <b>{name}</b> <span className="soft">{found && department(found.department)?.name}</span>
              <p className="debts-what">
                {alerts.map((alert) => (
                  <Link key={alert.alert_id} className="tag" to={`/plans/${alert.plan_id}/alerts/${alert.alert_id}`}>
                    L{alert.level} {alert.cause_code}
                  </Link>
                ))}
                {behind > 0 && <span className="soft">{t('dashboard:owesTasks', { count: behind })}</span>}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
