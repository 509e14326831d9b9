/** What would take hours off somebody: the task handed to who fits, moved, or left to its others; the best first. */
import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { useCalendars } from '@/api/gantt';
import { type LoadBucket, type ReliefWish, useCandidates, useReliefs, useTask } from '@/api/load';
import { useFormat } from '@/parts/format';
import { Failed, Loading } from '@/parts/states';
import { dayNumber, isoOf } from '@/views/gantt/days';
import { layersOf, nearestWorkday, spanEnd, workdays } from '@/views/gantt/workdays';
import { type Change, write } from '@/views/what-if/changes';
import { useWords } from '@/words';

import type { Span } from './window';

/** Working days that a task is moved by in the proposals: a week, and two. */
const MOVES = [5, 10];
const CANDIDATES = 4;

interface Props {
  person: string;
  bucket: LoadBucket;
  span: Span;
  by: 'week' | 'day';
}

export function Relief({ person, bucket, span, by }: Props) {
  const { t } = useWords();
  const [chosen, setChosen] = useState(bucket.tasks[0]?.task_id ?? '');
  const cause = bucket.tasks.find(({ task_id: id }) => id === chosen) ?? bucket.tasks[0];
  if (!cause) return null;
  return (
    <section>
      <h3>{t('load:relief')}</h3>
      {bucket.tasks.length > 1 && (
        <Select
          className="full load-choice"
          aria-label={t('load:reliefFor')}
          value={cause.task_id}
          onChange={setChosen}
          options={bucket.tasks.map(({ task_id: value, code, name }) => ({ value, label: `${code} ${name}` }))}
        />
      )}
      <Proposals key={cause.task_id} person={person} cause={cause} bucket={bucket} span={span} by={by} />
    </section>
  );
}

interface Proposal {
  wish: ReliefWish;
  candidate?: Api<'Candidate'>;
}

function Proposals({ person, cause, bucket, span, by }: Props & { cause: Api<'LoadCause'> }) {
  const { t } = useWords();
  const task = useTask(cause.task_id);
  const candidates = useCandidates(cause.task_id, CANDIDATES);
  const ready = !task.isPending && !candidates.isPending;
  const partOfIt = new Set([task.data?.owner, ...(task.data?.collaborators ?? [])]);
  const asked = { person, task_id: cause.task_id, from: span.from, to: span.to, by };
  const proposals: Proposal[] = !ready
    ? []
    : [
        ...(candidates.data?.candidates ?? [])
          .filter((one) => one.person !== person && !partOfIt.has(one.person))
          .map((candidate) => ({ wish: { ...asked, to_person: candidate.person }, candidate })),
        ...MOVES.map((days) => ({ wish: { ...asked, move_days: days } })),
        ...(task.data && task.data.owner !== person ? [{ wish: { ...asked, free: true } }] : []),
      ];
  const reliefs = useReliefs(proposals.map(({ wish }) => wish));
  if (task.error && !task.data) return <Failed error={task.error} />;
  if (!ready || reliefs.isPending) return <Loading rows={3} />;
  const told = proposals
    .flatMap((proposal, at) => {
      const answer = reliefs.found[at];
      const own = answer?.people.find(({ before }) => before.person === person);
      const then = (load: Api<'PersonLoad'> | undefined) =>
        load?.buckets.find(({ from, to }) => from <= bucket.to && to >= bucket.from)?.overload_hours ?? 0;
      return answer ? [{ ...proposal, answer, before: then(own?.before), after: then(own?.after) }] : [];
    })
    .filter(({ before, after }) => before - after > 0.05)
    // Somebody without the skills is no help, whatever time they have.
    .toSorted(
      (a, b) =>
        Number(b.candidate?.skilled ?? true) - Number(a.candidate?.skilled ?? true) ||
        a.answer.overload_after - b.answer.overload_after,
    );
  return (
    <>
      {!told.length && <p className="soft">{t('load:reliefNone')}</p>}
      <ul className="load-relief">
        {told.map((one, at) => (
          <One key={JSON.stringify(one.wish)} {...one} task={task.data} person={person} best={at === 0} />
        ))}
      </ul>
      <p className="load-ask">
        <Link to={`/requests/new?plan=${cause.plan_id}&task=${cause.task_id}&kind=people`}>{t('requests:ask')}</Link>
      </p>
    </>
  );
}

interface OneProps extends Proposal {
  answer: Api<'ReliefAnswer'>;
  before: number;
  after: number;
  task: Api<'Task'> | undefined;
  person: string;
  best: boolean;
}

function One({ wish, candidate, answer, before, after, task, person: code, best }: OneProps) {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  const change = useChange(wish, task);
  const title = wish.to_person
    ? t('load:toPerson', { who: person(wish.to_person)?.name ?? wish.to_person })
    : wish.move_days
      ? t('load:moveDays', { count: wish.move_days })
      : t('load:freed', { who: person(code)?.name ?? code });
  const missing = candidate?.missing.map(({ skill, has, needed }) => `${skill} ${has}/${needed}`).join(', ');
  return (
    <li className={best ? 'load-best' : undefined}>
      <p className="load-relief-title">
        <b>{title}</b>
        {best && <span className="tag">{t('load:best')}</span>}
      </p>
      <p className="numbers">{t('load:effect', { before: format.hours(before), after: format.hours(after) })}</p>
      <p className="soft numbers">
        {t('load:effectAll', {
          before: format.hours(answer.overload_before),
          after: format.hours(answer.overload_after),
        })}
      </p>
      {candidate && (
        <p className="facts">
          <span className={missing ? 'late' : undefined}>
            {missing ? t('load:missing', { skills: missing }) : t('load:skilled')}
          </span>
          <span className={candidate.has_time ? undefined : 'late'}>
            {candidate.has_time ? t('load:hasTime') : t('load:noTime', { hours: format.hours(candidate.free_hours) })}
          </span>
        </p>
      )}
      {change && task && (
        <Link to={`/plans/${task.plan_id}/what-if?change=${encodeURIComponent(write(change))}`}>{t('load:tryIt')}</Link>
      )}
    </li>
  );
}

/** The same as a change of the plan, for what-if; a part of a collaborator is none. */
function useChange(wish: ReliefWish, task: Api<'Task'> | undefined): Change | undefined {
  const { departments } = useDirectory();
  const calendars = useCalendars().data?.items;
  if (!task) return undefined;
  if (wish.to_person) {
    return task.owner === wish.person ? { kind: 'owner', task: task.code, person: wish.to_person } : undefined;
  }
  if (!wish.move_days) return undefined;
  const calendar = workdays(layersOf(task.department, departments, calendars ?? []));
  const later = (day: string) =>
    isoOf(spanEnd(calendar, nearestWorkday(calendar, dayNumber(day), 1), (wish.move_days ?? 0) + 1));
  return { kind: 'move', task: task.code, from: later(task.planned_start), to: later(task.planned_end) };
}
