/** From the cause to what it makes late: who loses how many days, and who inherits them. */
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { Hop } from '@/api/plan';
import { useWords } from '@/words';

import { useFormat } from './format';
import { Person } from './Person';

export function Chain({ plan, hops }: { plan: string; hops: Hop[] }) {
  const { t, both } = useWords();
  const format = useFormat();
  const { department } = useDirectory();
  return (
    <ol className="chain">
      {hops.map((hop) => {
        const own = hop.own_delay_days > 0;
        return (
          <li key={hop.task_id} className={own ? 'chain-hop chain-own' : 'chain-hop'}>
            <div className="chain-days">
              {own ? (
                <>
                  <b>+{hop.own_delay_days}</b>
                  <span>{t('parts:lostHere')}</span>
                </>
              ) : (
                <>
                  <b>+{hop.inherited_days}</b>
                  <span>{t('parts:inherited')}</span>
                </>
              )}
            </div>
            <div className="chain-body">
              <Link to={`/plans/${plan}/tasks/${hop.task_id}`} className="chain-name">
                <span className="code">{hop.code}</span> {hop.name}
              </Link>
              <div className="chain-facts">
                <Person code={hop.owner} />
                <span>{department(hop.department)?.name ?? hop.department}</span>
                <span className="numbers">
                  {format.day(hop.planned_end)} → <b>{format.day(hop.forecast_finish)}</b>
                </span>
                {hop.cause && <span>{t('parts:reported', { cause: both(hop.cause) })}</span>}
                {hop.note && <span>{both(hop.note)}</span>}
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
