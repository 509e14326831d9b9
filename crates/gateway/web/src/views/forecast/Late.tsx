/** What is late, each with the way from its cause and the days that every task on it adds; and where the time is lost. */
import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';

import { type LateSubject, useDelays } from '@/api/forecast';
import { useDirectory } from '@/api/directory';
import { Chain } from '@/parts/Chain';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { LostTime } from '@/parts/LostTime';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { SubjectLink } from '@/parts/SubjectLink';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

import { Kind } from './Kind';
import { isPast, worstFirst } from './late';

export function Late({ plan }: { plan: string }) {
  const { t } = useWords();
  const format = useFormat();
  const delays = useDelays(plan);
  return (
    <Loaded of={delays}>
      {({ as_of: day, delays: found, days_by_department: days }) =>
        found.length ? (
          <div className="grid">
            <Panel
              className="span-8"
              title={t('forecast:late')}
              extra={<span className="soft">{t('forecast:asOf', { day: format.longDay(day) })}</span>}
              flush
            >
              <p className="soft forecast-lead">{t('forecast:lateLead')}</p>
              <List plan={plan} delays={found} />
            </Panel>
            <div className="span-4">
              <Panel title={t('forecast:departments')}>
                <LostTime days={days} />
                <p className="soft forecast-after">{t('forecast:departmentsHint')}</p>
              </Panel>
            </div>
          </div>
        ) : (
          <Panel>
            <Empty title={t('forecast:lateNone')} hint={t('forecast:lateNoneHint')} />
          </Panel>
        )
      }
    </Loaded>
  );
}

function List({ plan, delays }: { plan: string; delays: LateSubject[] }) {
  const { t } = useWords();
  const sorted = useMemo(() => worstFirst(delays), [delays]);
  const { rows, box, more } = useLong(sorted, {
    first: 20,
    label: t('forecast:late'),
    find: ({ code, name }) => `${code} ${name}`,
  });
  return (
    <>
      {box}
      <ul className="forecast-late">
        {rows.map((one) => (
          <One key={one.kind + one.id + one.name} plan={plan} late={one} />
        ))}
      </ul>
      {more}
    </>
  );
}

function One({ plan, late }: { plan: string; late: LateSubject }) {
  const { t } = useWords();
  const format = useFormat();
  const { department } = useDirectory();
  const [open, setOpen] = useState(false);
  const { kind, id, code, name, path } = late;
  const cause = path.find((hop) => hop.own_delay_days > 0);
  const past = isPast(late);
  return (
    <li>
      <div className="forecast-late-head">
        <span>
          <Kind kind={kind} /> <SubjectLink plan={plan} kind={kind} id={id} code={code} name={name} />
        </span>
        <Light light={late.light} />
      </div>
      <div className="facts soft">
        <span className={past ? 'late' : undefined}>
          {t('parts:days', { count: late.delay_days })} · {t(past ? 'forecast:past' : 'forecast:within')}
        </span>
        <span className="numbers">
          {t('forecast:dates', { due: format.day(late.due), forecast: format.day(late.forecast) })}
        </span>
        <Person code={late.owner} />
        <span>{department(late.department)?.name ?? late.department}</span>
      </div>
      <div className="facts">
        {cause && (
          <span>
            {t('forecast:cause')}
            <Link to={`/plans/${plan}/tasks/${cause.task_id}`}>
              {cause.code} {cause.name}
            </Link>
          </span>
        )}
        {path.length > 0 && (
          <Button
            size="small"
            icon={open ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t('forecast:path', { count: path.length })}
          </Button>
        )}
        <Link to={`/plans/${plan}/why/${id}`}>{t('parts:whyLate')}</Link>
      </div>
      {open && (
        <div className="forecast-path">
          <Chain plan={plan} hops={path} />
        </div>
      )}
    </li>
  );
}
