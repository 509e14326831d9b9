/** Changes that nobody has made: as the address has them, and as the question has them. */
import type { Api } from '@/api/client';
import type { PlanState } from '@/api/plan';

export type Question = Api<'WhatIf'>;

/** Tasks, goals and key results by code, people by code, days in ISO 8601. */
export type Change =
  | { kind: 'slip'; task: string; count: number }
  | { kind: 'people'; task: string; count: number }
  | { kind: 'move'; task: string; from: string; to: string }
  | { kind: 'owner'; task: string; person: string }
  | { kind: 'cancel'; task: string }
  /** Without a last day it is for good. */
  | { kind: 'away'; person: string; from: string; to: string }
  | { kind: 'drop'; predecessor: string; successor: string }
  | { kind: 'deadline'; subject: string; to: string };

export type Kind = Change['kind'];
export const KINDS: Kind[] = ['slip', 'away', 'people', 'owner', 'move', 'drop', 'deadline', 'cancel'];

/** One change as the address has it, `slip:T7:5`. */
export function write(change: Change): string {
  const { kind, ...rest } = change;
  return [kind, ...Object.values(rest)].map((part) => encodeURIComponent(part)).join(':');
}

/** Reads what `write` wrote; undefined where somebody else wrote it. */
export function read(text: string): Change | undefined {
  let parts: string[];
  try {
    parts = text.split(':').map(decodeURIComponent);
  } catch {
    return undefined;
  }
  const [kind, a = '', b = '', c = ''] = parts;
  const count = Math.trunc(Number(b));
  if (!a) return undefined;
  switch (kind) {
    case 'slip':
    case 'people':
      return count ? { kind, task: a, count } : undefined;
    case 'move':
      return b && c ? { kind, task: a, from: b, to: c } : undefined;
    case 'owner':
      return b ? { kind, task: a, person: b } : undefined;
    case 'cancel':
      return { kind, task: a };
    case 'away':
      return b ? { kind, person: a, from: b, to: c } : undefined;
    case 'drop':
      return b ? { kind, predecessor: a, successor: b } : undefined;
    case 'deadline':
      return b ? { kind, subject: a, to: b } : undefined;
    default:
      return undefined;
  }
}

/** What the server is asked: one entry a task, whatever happens to it. */
export function question(
  changes: readonly Change[],
  plan: Pick<PlanState, 'tasks' | 'goals' | 'key_results'>,
): Question {
  const idOf = (code: string) => plan.tasks.find((task) => task.code === code)?.task_id ?? code;
  const tasks = new Map<string, Api<'TaskWhatIf'>>();
  const touch = (code: string) => {
    const task = tasks.get(code) ?? { task_id: idOf(code) };
    tasks.set(code, task);
    return task;
  };
  const asked = {
    absences: [] as Api<'AbsenceWhatIf'>[],
    dropped_links: [] as Api<'DroppedLink'>[],
    goals: [] as Api<'GoalWhatIf'>[],
    key_results: [] as Api<'KeyResultWhatIf'>[],
  };
  for (const change of changes) {
    if (change.kind === 'away') {
      const { person, from, to } = change;
      asked.absences.push({ person, from, to });
    } else if (change.kind === 'drop') {
      asked.dropped_links.push({ predecessor: idOf(change.predecessor), successor: idOf(change.successor) });
    } else if (change.kind === 'deadline') {
      const goal = plan.goals.find(({ code }) => code === change.subject);
      const result = plan.key_results.find(({ code }) => code === change.subject);
      if (goal) asked.goals.push({ goal_id: goal.goal_id, deadline: change.to });
      else asked.key_results.push({ key_result_id: result?.key_result_id ?? change.subject, deadline: change.to });
    } else {
      const task = touch(change.task);
      if (change.kind === 'slip') task.slip_days = (task.slip_days ?? 0) + change.count;
      if (change.kind === 'people') task.more_people = (task.more_people ?? 0) + change.count;
      if (change.kind === 'owner') task.owner = change.person;
      if (change.kind === 'cancel') task.cancel = true;
      if (change.kind === 'move') Object.assign(task, { planned_start: change.from, planned_end: change.to });
    }
  }
  // What is not asked is left out: what is empty says nothing to the server, and nothing to whoever reads along.
  const said = Object.entries({ tasks: [...tasks.values()], ...asked }).filter(([, rows]) => rows.length);
  return Object.fromEntries(said);
}
