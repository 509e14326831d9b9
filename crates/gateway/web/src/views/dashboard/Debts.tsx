/** Who has something to deal with, most first. */
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { PlanState } from '@/api/plan';
import { Avatar } from '@/parts/Person';
import { Empty } from '@/parts/states';
import { useWords } from '@/words';

import { debts } from './figures';

const SHOWN = 10;

export function Debts({ states, of }: { states: readonly PlanState[]; of?: (person: string) => boolean }) {
  const { t } = useWords();
  const { person, department } = useDirectory();
  const all = debts(states).filter((debt) => of?.(debt.person) ?? true);
  if (!all.length) return <Empty title={t('dashboard:owesNone')} />;
  return (
    <ul className="debts">
      {all.slice(0, SHOWN).map(({ person: code, alerts, tasks }) => {
        const found = person(code);
        const name = found?.name ?? code;
        return (
          <li key={code}>
            <Avatar code={code} name={name} size={32} />
            <div>
              <b>{name}</b> <span className="soft">{found && department(found.department)?.name}</span>
              <p className="debts-what">
                {alerts.map((alert) => (
                  <Link key={alert.id} className="tag" to={`/plans/${alert.plan_id}/alerts/${alert.id}`}>
                    L{alert.level} {alert.cause_code}
                  </Link>
                ))}
                {tasks.length > 0 && <span className="soft">{t('dashboard:owesTasks', { count: tasks.length })}</span>}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
