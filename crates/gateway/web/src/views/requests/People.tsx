/** Who of the department asked could help at that time, and who elsewhere, the best first; each with the reasons. */
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { useCandidates } from '@/api/load';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Loaded } from '@/parts/states';
import { useWords } from '@/words';

const MOST = 5;
/** Some of these are of the department asked, and are not shown twice. */
const MOST_ELSEWHERE = 12;

export function People({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const format = useFormat();
  const { department } = useDirectory();
  const here = useCandidates(request.task_id, MOST, request.requested_from);
  const everywhere = useCandidates(request.task_id, MOST_ELSEWHERE);
  const near = new Set(here.data?.candidates.map(({ person }) => person));
  const elsewhere = (everywhere.data?.candidates ?? [])
    .filter((one) => one.person !== request.requested_by && !near.has(one.person) && (one.skilled || one.has_time))
    .slice(0, MOST);
  const name = department(request.requested_from)?.name ?? request.requested_from;
  return (
    <Panel
      title={t('requests:people')}
      extra={
        <Link to={`/load?department=${encodeURIComponent(request.requested_from)}&from=${request.expected_arrival}`}>
          {t('requests:seeLoad')}
        </Link>
      }
    >
      <Loaded of={here} rows={3}>
        {({ candidates, need }) => (
          <>
            <p className="soft numbers">
              {t('requests:needHours', {
                from: format.day(need.from),
                to: format.day(need.to),
                hours: format.hours(need.hours ?? 0),
              })}
            </p>
            <h3 className="request-sub">{name}</h3>
            <List rows={candidates.filter(({ person }) => person !== request.requested_by)} />
          </>
        )}
      </Loaded>
      {elsewhere.length > 0 && (
        <>
          <h3 className="request-sub">{t('requests:elsewhere')}</h3>
          <List rows={elsewhere} />
        </>
      )}
    </Panel>
  );
}

function List({ rows }: { rows: Api<'Candidate'>[] }) {
  const { t, both } = useWords();
  const format = useFormat();
  if (!rows.length) return <p className="soft">{t('requests:nobodyFits')}</p>;
  const fit = ({ skilled, has_time: time }: Api<'Candidate'>) =>
    skilled ? (time ? 'requests:fits' : 'requests:skilledOnly') : time ? 'requests:timeOnly' : 'requests:fitsNot';
  return (
    <ul className="request-people">
      {rows.map((one) => (
        <li key={one.person}>
          <Person code={one.person} />
          <span className={one.skilled && one.has_time ? undefined : 'soft'}>{t(fit(one))}</span>
          <span className="numbers">{t('requests:freeHours', { hours: format.hours(one.free_hours) })}</span>
          <small>{one.reasons.map(({ text }) => both(text)).join(' · ')}</small>
        </li>
      ))}
    </ul>
  );
}
