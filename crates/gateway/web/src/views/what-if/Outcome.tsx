/** What would stand otherwise: lights, finishes, the critical path; in this plan and in those that wait for it. */
import { ArrowRightOutlined } from '@ant-design/icons';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { type Column, DataTable } from '@/parts/DataTable';
import { dayOf, useFormat } from '@/parts/format';
import { Light, type LightColour } from '@/parts/Light';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Stat } from '@/parts/Stat';
import { Empty } from '@/parts/states';
import { SubjectLink } from '@/parts/SubjectLink';
import { usePlan } from '@/shell/plan';
import { useWords } from '@/words';

export type Impact = Api<'Impact'>;
export type Subject = Api<'SubjectImpact'>;

const A_DAY = 24 * 60 * 60_000;

/** Calendar days from one day to another; negative is earlier. Rounded, for a day on which clocks change is no full one. */
export function calendarDays(before: string | null | undefined, after: string | null | undefined): number | undefined {
  if (!before || !after) return undefined;
  return Math.round((dayOf(after).getTime() - dayOf(before).getTime()) / A_DAY);
}

/** A light, and what becomes of it. */
function Lights({ before, after, reason }: { before: LightColour; after: LightColour; reason: Api<'Text'> }) {
  const { t } = useWords();
  if (before === after) return <Light light={after} reason={reason} />;
  return (
    <span className="what-if-lights">
      <Light light={before} />
      <ArrowRightOutlined role="img" aria-label={t('whatIf:becomes')} />
      <Light light={after} reason={reason} />
    </span>
  );
}

function Moves({ days, work }: { days: number | undefined; work?: boolean }) {
  const { t } = useWords();
  if (!days) return <span className="soft">{t('whatIf:same')}</span>;
  if (days > 0)
    return <span className="late">{t(work ? 'whatIf:workLater' : 'whatIf:dayLater', { count: days })}</span>;
  return <span>{t(work ? 'whatIf:workEarlier' : 'whatIf:dayEarlier', { count: -days })}</span>;
}

/** Whether a deadline would be passed that is kept as things are. */
export function comesToBeLate({
  late_days_before: was,
  late_days_after: late,
}: Pick<Subject, 'late_days_before' | 'late_days_after'>): boolean {
  return !was && !!late;
}

/** The deadline of a goal or key result, whether it moves, and whether it would be kept. */
function Due({ subject }: { subject: Subject }) {
  const { t } = useWords();
  const format = useFormat();
  const { due_before: before, due_after: due } = subject;
  if (!due) return null;
  const [was, late] = [subject.late_days_before ?? 0, subject.late_days_after ?? 0];
  return (
    <span className="what-if-days">
      {before !== due && <s className="soft">{format.day(before)}</s>}
      <span>{format.day(due)}</span>
      {late > 0 && <span className="late">{t('whatIf:pastDue', { count: late })}</span>}
      {late === 0 && was > 0 && <span className="soft">{t('whatIf:backInTime')}</span>}
    </span>
  );
}

export function SubjectTable({ plan, rows, label }: { plan: string; rows: Subject[]; label: string }) {
  const { t } = useWords();
  const format = useFormat();
  const columns: Column<Subject>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: ({ kind, id, code, name }) => <SubjectLink plan={plan} kind={kind} id={id} code={code} name={name} />,
    },
    {
      key: 'light',
      title: t('parts:light'),
      cell: ({ light_before: before, light_after: after, light_reason: reason }) => (
        <Lights before={before} after={after} reason={reason} />
      ),
    },
    {
      key: 'finish',
      title: t('parts:forecast'),
      cell: ({ finish_before: before, finish_after: after }) => (
        <span className="what-if-days">
          {before !== after && <s className="soft">{format.day(before)}</s>}
          <span>{format.day(after)}</span>
        </span>
      ),
    },
    {
      key: 'moves',
      title: t('whatIf:moves'),
      cell: ({ finish_before: before, finish_after: after }) => <Moves days={calendarDays(before, after)} />,
    },
    {
      key: 'due',
      title: t('whatIf:due'),
      cell: (subject) => <Due subject={subject} />,
    },
    {
      key: 'path',
      title: t('task:critical'),
      cell: ({ critical_before: before, critical_after: after }) =>
        before === after ? null : t(after ? 'whatIf:becomesCritical' : 'whatIf:noLongerCritical'),
    },
    { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
  ];
  const needless = new Set<string>();
  if (rows.every((row) => row.critical_before === row.critical_after)) needless.add('path');
  if (rows.every(({ due_after: due }) => !due)) needless.add('due');
  const shown = columns.filter(({ key }) => !needless.has(key));
  return <DataTable label={label} columns={shown} rows={rows} rowKey={({ kind, id }) => kind + id} />;
}

const RANK: Record<LightColour, number> = { red: 0, yellow: 1, green: 2 };

/** Lights that change first, the worst first. */
function sorted(rows: Subject[]): Subject[] {
  const key = ({ light_before: before, light_after: after }: Subject) => (before === after ? 10 : 0) + RANK[after];
  return rows.toSorted((a, b) => key(a) - key(b));
}

export function Outcome({ impact }: { impact: Impact }) {
  const { t } = useWords();
  const format = useFormat();
  const all = [impact, ...(impact.others ?? [])].flatMap(({ subjects }) => subjects);
  const changed = all.filter(({ light_before: before, light_after: after }) => before !== after).length;
  const missed = all.filter(comesToBeLate).length;
  const others = impact.others ?? [];
  const waiting = impact.plans_that_wait.filter((id) => !others.some(({ plan_id: plan }) => plan === id));
  if (!all.length && !impact.finish_moves_days && !waiting.length) {
    return (
      <Panel title={t('whatIf:outcome')}>
        <Empty title={t('whatIf:nothing')} hint={t('whatIf:nothingHint')} />
      </Panel>
    );
  }
  return (
    <>
      <div className="what-if-heads">
        <Panel>
          <Stat label={t('whatIf:finish')} value={format.day(impact.finish_after)}>
            <Moves days={impact.finish_moves_days} work />
          </Stat>
        </Panel>
        <Panel>
          <Stat label={t('whatIf:outcome')} value={t('whatIf:lights', { count: changed })}>
            <Tally rows={all} />
            {missed > 0 && <span className="late">{t('whatIf:missed', { count: missed })}</span>}
          </Stat>
        </Panel>
      </div>
      <Subjects impact={impact} />
      {impact.cut_off && <p role="status">{t('whatIf:cutOff')}</p>}
      {others.map((other) => (
        <OtherPlan key={other.plan_id} impact={other} />
      ))}
      {waiting.length > 0 && <Waiting plans={waiting} />}
    </>
  );
}

/** How many lights change from what to what. */
function Tally({ rows }: { rows: Subject[] }) {
  const counts = new Map<string, { before: LightColour; after: LightColour; reason: Api<'Text'>; count: number }>();
  for (const { light_before: before, light_after: after } of rows) {
    if (before === after) continue;
    const key = before + after;
    const found = counts.get(key) ?? { before, after, reason: { zh: '', en: '' }, count: 0 };
    found.count += 1;
    counts.set(key, found);
  }
  if (!counts.size) return null;
  return (
    <span className="facts">
      {[...counts].map(([key, { before, after, reason, count }]) => (
        <span key={key} className="what-if-lights">
          <b className="numbers">{count}×</b>
          <Lights before={before} after={after} reason={reason} />
        </span>
      ))}
    </span>
  );
}

function Subjects({ impact }: { impact: Impact }) {
  const { t } = useWords();
  const above = sorted(impact.subjects.filter(({ kind }) => kind !== 'task'));
  const tasks = sorted(impact.subjects.filter(({ kind }) => kind === 'task'));
  const plan = impact.plan_id ?? '';
  return (
    <>
      <Panel title={t('whatIf:goalsMoved')} flush>
        {above.length ? (
          <SubjectTable plan={plan} rows={above} label={t('whatIf:goalsMoved')} />
        ) : (
          <p className="what-if-none">{t('whatIf:noGoals')}</p>
        )}
      </Panel>
      {tasks.length > 0 && (
        <Panel title={t('whatIf:tasksMoved')} flush>
          <SubjectTable plan={plan} rows={tasks} label={t('whatIf:tasksMoved')} />
        </Panel>
      )}
    </>
  );
}

export function OtherPlan({ impact }: { impact: Impact }) {
  const { t } = useWords();
  const plan = impact.plan_id ?? '';
  const title = usePlan(plan).plan?.title ?? impact.plan_code ?? plan;
  const label = `${t('whatIf:others')} · ${title}`;
  return (
    <Panel title={label} extra={<Moves days={impact.finish_moves_days} work />} flush>
      <SubjectTable plan={plan} rows={sorted(impact.subjects)} label={label} />
    </Panel>
  );
}

function Waiting({ plans }: { plans: string[] }) {
  const { t } = useWords();
  return (
    <Panel title={t('whatIf:others')}>
      <p>{t('whatIf:waits')}</p>
      <ul>
        {plans.map((id) => (
          <li key={id}>
            <PlanLink id={id} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PlanLink({ id }: { id: string }) {
  return <Link to={`/plans/${id}`}>{usePlan(id).plan?.title ?? id}</Link>;
}
