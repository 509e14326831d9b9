/** Dates by which nobody has too much: worked out when asked, and tried in what-if before anybody writes them. */
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { api, type Api } from '@/api/client';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Stat } from '@/parts/Stat';
import { Delay } from '@/parts/TaskTable';
import { Failed, Loading } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { write } from '@/views/what-if/changes';
import { useWords } from '@/words';

export function Levelling() {
  const { t } = useWords();
  const { plan } = useCurrentPlan();
  const [asked, setAsked] = useState(false);
  const answer = api.useQuery(
    'post',
    '/api/v1/plans/{plan}/levelling',
    { params: { path: { plan: plan?.id ?? '' } }, body: {} },
    // Asked by hand: what happens meanwhile does not ask again, it takes seconds of the server.
    { enabled: asked && plan !== undefined, retry: false, staleTime: Infinity, refetchOnMount: false },
  );
  if (!plan) return null;
  return (
    <Panel
      title={t('load:levelling')}
      extra={
        <Button
          loading={asked && answer.isFetching}
          onClick={() => {
            if (asked) void answer.refetch();
            setAsked(true);
          }}
        >
          {t(answer.data ? 'load:levellingAgain' : 'load:levellingRun')}
        </Button>
      }
    >
      <p className="soft">{t('load:levellingHint', { plan: plan.title })}</p>
      <div aria-live="polite">
        {answer.error !== null && <Failed error={answer.error} />}
        {asked && answer.isPending && <Loading rows={3} />}
        {answer.data && <Found plan={plan.id} found={answer.data} />}
      </div>
    </Panel>
  );
}

function Found({ plan, found }: { plan: string; found: Api<'LevellingProposal'> }) {
  const { t, both } = useWords();
  const format = useFormat();
  const changes = found.moves.map(({ task, to_start: from, to_end: to }) =>
    write({ kind: 'move', task: task.code, from, to }),
  );
  const address = `/plans/${plan}/what-if?${new URLSearchParams(changes.map((change) => ['change', change])).toString()}`;
  return (
    <div className="stack load-levelling">
      <div className="load-stats">
        <Stat
          label={t('load:overHours')}
          value={t('load:beforeAfter', {
            before: format.hours(found.overload_hours_before),
            after: format.hours(found.overload_hours_after),
          })}
        />
        <Stat
          label={t('load:overloadDays')}
          value={t('load:beforeAfter', { before: found.overload_days_before, after: found.overload_days_after })}
        />
        <Stat
          label={t('load:finish')}
          value={t('load:beforeAfter', {
            before: format.day(found.finish_before),
            after: format.day(found.finish_after),
          })}
        />
      </div>
      {found.moves.length === 0 && <p>{t('load:levellingNone')}</p>}
      {found.moves.length > 0 && (
        <>
          <DataTable
            label={t('load:moves')}
            rows={found.moves}
            rowKey={({ task }) => task.task_id}
            columns={[
              {
                key: 'task',
                title: t('parts:name'),
                wrap: true,
                cell: ({ task }) => (
                  <Link to={`/plans/${task.plan_id}/tasks/${task.task_id}`} className="name-link">
                    <span className="code">{task.code}</span> {task.name}
                  </Link>
                ),
              },
              { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
              {
                key: 'to',
                title: t('load:moves'),
                cell: ({ from_start: a, from_end: b, to_start: c, to_end: d }) => (
                  <span className="numbers">
                    <s className="soft">
                      {format.day(a)} – {format.day(b)}
                    </s>{' '}
                    {format.day(c)} – {format.day(d)}
                  </span>
                ),
              },
              {
                key: 'later',
                title: t('parts:delay'),
                numeric: true,
                cell: ({ later_days: days }) => <Delay days={days} />,
              },
              { key: 'reason', title: t('load:reason'), wrap: true, cell: ({ reason }) => both(reason) },
            ]}
          />
          <p>
            <Link to={address}>{t('load:inWhatIf')}</Link>
          </p>
        </>
      )}
    </div>
  );
}
