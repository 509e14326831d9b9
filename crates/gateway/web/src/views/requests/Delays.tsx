/** What would come of the task taking longer because what it needs is not there: goals, key results, the plan's finish. */
import { ArrowRightOutlined } from '@ant-design/icons';
import { InputNumber } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useTask } from '@/api/load';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Panel } from '@/parts/Page';
import { Loaded } from '@/parts/states';
import { write } from '@/views/what-if/changes';
import { useWhatIf } from '@/views/what-if/useWhatIf';
import { useWords } from '@/words';

const USUAL = 5;

export function Delays({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const [days, setDays] = useState(USUAL);
  const task = useTask(request.task_id).data;
  const asked = { tasks: [{ task_id: request.task_id, slip_days: days }] };
  const answer = useWhatIf(request.plan_id, asked);
  return (
    <Panel title={t('requests:delays')}>
      <label className="request-days">
        {t('requests:delaysDays')}
        <InputNumber
          min={1}
          max={60}
          precision={0}
          value={days}
          onChange={(next) => setDays(next ?? USUAL)}
          aria-label={t('requests:delaysDays')}
        />
        {t('requests:unitDays')}
      </label>
      <div aria-live="polite" aria-busy={answer.isFetching}>
        <Loaded of={answer} rows={3}>
          {(impact) => <Moved impact={impact} />}
        </Loaded>
      </div>
      {task && (
        <p>
          <Link
            to={`/plans/${request.plan_id}/what-if?change=${encodeURIComponent(write({ kind: 'slip', task: task.code, count: days }))}`}
          >
            {t('requests:delaysMore')}
          </Link>
        </p>
      )}
    </Panel>
  );
}

function Moved({ impact }: { impact: Api<'Impact'> }) {
  const { t } = useWords();
  const format = useFormat();
  const all = [impact, ...(impact.others ?? [])].flatMap((one) =>
    one.subjects.map((subject) => ({ ...subject, plan: one.plan_id ?? '' })),
  );
  const above = all.filter(({ kind }) => kind !== 'task');
  const tasks = all.length - above.length;
  return (
    <>
      {impact.finish_moves_days !== 0 && (
        <p className="numbers">
          {t('requests:finishMoves', {
            before: format.day(impact.finish_before),
            after: format.day(impact.finish_after),
          })}
        </p>
      )}
      {tasks > 0 && <p className="soft">{t('requests:delaysTasks', { count: tasks })}</p>}
      {above.length === 0 && <p>{t('requests:delaysNone')}</p>}
      <ul className="request-moved">
        {above.map((one) => (
          <li key={one.kind + one.id}>
            <Link
              className="name-link"
              to={`/plans/${one.plan}/${one.kind === 'key_result' ? 'key-results' : 'why'}/${one.id}`}
            >
              <span className="code">{one.code}</span> {one.name}
            </Link>
            <span className="facts">
              <Light light={one.light_before} />
              {one.light_before !== one.light_after && (
                <>
                  <ArrowRightOutlined role="img" aria-label={t('whatIf:becomes')} />
                  <Light light={one.light_after} reason={one.light_reason} />
                </>
              )}
            </span>
            <span className="numbers">
              {format.day(one.finish_before)} → <b>{format.day(one.finish_after)}</b>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
