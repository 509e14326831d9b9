/** One cell opened: what there is to do, who is away, and what would help. */
import { Button, Drawer } from 'antd';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useFormat } from '@/parts/format';
import { Person } from '@/parts/Person';
import { useWords } from '@/words';

import { Relief } from './Relief';
import { type HeatRow, isOver } from './rows';
import { useSpan } from './useSpan';
import type { Span } from './window';

interface Props {
  row: HeatRow;
  /** First day of the bucket. */
  from: string;
  /** The people of a team. */
  members: HeatRow[];
  absences: Api<'Absence'>[];
  span: Span;
  by: 'week' | 'day';
  onOpen: (row: HeatRow, from: string) => void;
  onClose: () => void;
}

export function CellPanel({ row, from, members, absences, span, by, onOpen, onClose }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const said = useSpan();
  const bucket = row.buckets.find((one) => one.from === from);
  if (!bucket) return null;
  const own = absences.filter(
    (one) =>
      one.from <= bucket.to &&
      one.to >= bucket.from &&
      (row.kind === 'person' ? one.person === row.code : members.some(({ code }) => code === one.person)),
  );
  const over = isOver(bucket.overload_hours);
  const facts = [
    { name: t('load:capacity'), hours: bucket.capacity_hours },
    { name: t('load:asked'), hours: bucket.load_hours },
    over
      ? { name: t('load:overload'), hours: bucket.overload_hours, late: true }
      : { name: t('load:free'), hours: bucket.free_hours },
  ];
  // Without a mask: the map beside it stays in use, one cell after the other.
  return (
    <Drawer open mask={false} title={`${row.name} · ${said(bucket.from, bucket.to)}`} size={520} onClose={onClose}>
      <div className="load-panel stack">
        <dl className="load-facts">
          {facts.map(({ name, hours, late }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className={late ? 'late' : undefined}>{t('load:hours', { hours: format.hours(hours) })}</dd>
            </div>
          ))}
        </dl>
        {own.length > 0 && <Absences absences={own} named={row.kind === 'team'} />}
        {row.kind === 'team' ? (
          <Members rows={members} from={from} onOpen={onOpen} />
        ) : (
          <Tasks row={row} bucket={bucket} span={span} by={by} />
        )}
      </div>
    </Drawer>
  );
}

function Absences({ absences, named }: { absences: Api<'Absence'>[]; named: boolean }) {
  const { t } = useWords();
  const said = useSpan();
  return (
    <section>
      <h3>{t('load:absences')}</h3>
      <ul className="load-absences">
        {absences.map((one) => (
          <li key={one.code}>
            {named && <Person code={one.person} />}
            <span className="tag">{t(`load:absence_${one.kind}`)}</span>
            <span>
              {said(one.from, one.to)} {one.part && t(`load:${one.part}`)}
            </span>
            {one.note && <span className="soft">{one.note}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Members({ rows, from, onOpen }: { rows: HeatRow[]; from: string; onOpen: Props['onOpen'] }) {
  const { t } = useWords();
  const format = useFormat();
  const of = (row: HeatRow) => row.buckets.find((one) => one.from === from);
  const sorted = rows.toSorted(
    (a, b) =>
      (of(b)?.overload_hours ?? 0) - (of(a)?.overload_hours ?? 0) ||
      (of(b)?.load_hours ?? 0) - (of(a)?.load_hours ?? 0),
  );
  return (
    <section>
      <h3>{t('load:members')}</h3>
      <ul className="load-members">
        {sorted.map((row) => {
          const bucket = of(row);
          if (!bucket) return null;
          const over = isOver(bucket.overload_hours);
          return (
            <li key={row.key}>
              <Button type="text" onClick={() => onOpen(row, from)}>
                <Person code={row.code} />
                <span className={over ? 'late numbers' : 'numbers'}>
                  {over
                    ? `+${t('load:hours', { hours: format.hours(bucket.overload_hours) })}`
                    : format.share(bucket.capacity_hours > 0 ? bucket.load_hours / bucket.capacity_hours : 0)}
                </span>
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface TasksProps {
  row: HeatRow;
  bucket: Api<'LoadBucket'>;
  span: Span;
  by: 'week' | 'day';
}

function Tasks({ row, bucket, span, by }: TasksProps) {
  const { t } = useWords();
  const format = useFormat();
  if (!bucket.tasks.length) return <p className="soft">{t('load:noTasks')}</p>;
  return (
    <>
      <section>
        <h3>{t('load:tasks')}</h3>
        <ul className="load-tasks">
          {bucket.tasks.map((task) => (
            <li key={task.task_id}>
              <Link to={`/plans/${task.plan_id}/tasks/${task.task_id}`}>
                <span className="code">{task.code}</span> {task.name}
              </Link>
              <span className="numbers">{t('load:hours', { hours: format.hours(task.hours) })}</span>
              <span className="load-share" aria-hidden>
                <i style={{ width: `${Math.min((task.hours / (bucket.load_hours || 1)) * 100, 100)}%` }} />
              </span>
            </li>
          ))}
        </ul>
      </section>
      {isOver(bucket.overload_hours) && (
        <Relief key={row.code + bucket.from} person={row.code} bucket={bucket} span={span} by={by} />
      )}
    </>
  );
}
