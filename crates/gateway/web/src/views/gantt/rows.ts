/** The rows of the chart: tasks that pass the filters, in groups. */
import type { Api } from '@/api/client';
import type { Forecast, PlanState } from '@/api/plan';
import type { LightColour } from '@/parts/Light';

import type { Address, GroupBy } from './address';

export interface Group {
  kind: 'group';
  key: string;
  /** Codes of people and departments are named where they are shown. */
  code: string;
  title: string;
  by: GroupBy;
  count: number;
  late: number;
  light: LightColour | undefined;
  /** ISO 8601; of its tasks. */
  start: string;
  end: string;
  finish: string;
  open: boolean;
}

export interface TaskRow {
  kind: 'task';
  key: string;
  task: Forecast;
}

export type Row = Group | TaskRow;

const WORST: LightColour[] = ['green', 'yellow', 'red'];

/** Whether a task passes the filters. */
export function passes(task: Forecast, { text, lights, owner, department, critical }: Address): boolean {
  if (critical && !task.critical) return false;
  if (lights.length && !lights.includes(task.light)) return false;
  if (owner && task.owner !== owner) return false;
  if (department && task.department !== department) return false;
  return !text || `${task.code} ${task.name}`.toLowerCase().includes(text.toLowerCase());
}

const byCode = new Intl.Collator('en', { numeric: true }).compare;

function inOrder(a: Forecast, b: Forecast): number {
  if (a.planned_start !== b.planned_start) return a.planned_start < b.planned_start ? -1 : 1;
  return byCode(a.code, b.code);
}

interface Heading {
  key: string;
  code: string;
  title: string;
  light?: LightColour;
}

/** What a task is grouped under. */
function headings(by: GroupBy, state: Pick<PlanState, 'goals' | 'key_results'>): (task: Forecast) => Heading {
  const results = new Map<string, Api<'KeyResultState'>>(state.key_results.map((one) => [one.key_result_id, one]));
  const goals = new Map<string, Api<'GoalState'>>(state.goals.map((one) => [one.goal_id, one]));
  const plain = (key: string): Heading => ({ key, code: key, title: '' });
  return (task) => {
    if (by === 'person') return plain(task.owner);
    if (by === 'department') return plain(task.department);
    const result = results.get(task.key_result_id);
    if (!result) return plain('');
    if (by === 'key-result') {
      return { key: result.key_result_id, code: result.code, title: result.description, light: result.light };
    }
    const goal = goals.get(result.goal_id);
    return goal ? { key: goal.goal_id, code: goal.code, title: goal.description, light: goal.light } : plain('');
  };
}

export function rowsOf(
  state: Pick<PlanState, 'goals' | 'key_results' | 'tasks'>,
  address: Address,
  closed: ReadonlySet<string>,
): Row[] {
  const shown = state.tasks.filter((task) => passes(task, address)).sort(inOrder);
  const asRow = (task: Forecast): TaskRow => ({ kind: 'task', key: task.task_id, task });
  if (address.group === 'none') return shown.map(asRow);
  const heading = headings(address.group, state);
  const groups = new Map<string, { head: Heading; tasks: Forecast[] }>();
  for (const task of shown) {
    const head = heading(task);
    const group = groups.get(head.key);
    if (group) group.tasks.push(task);
    else groups.set(head.key, { head, tasks: [task] });
  }
  const sorted = [...groups.values()].sort((a, b) => byCode(a.head.code, b.head.code));
  return sorted.flatMap(({ head, tasks }) => {
    const group = summary(address.group, head, tasks, !closed.has(head.key));
    return group.open ? [group, ...tasks.map(asRow)] : [group];
  });
}

function summary(by: GroupBy, { key, code, title, light }: Heading, tasks: Forecast[], open: boolean): Group {
  const latest = (pick: (task: Forecast) => string) => tasks.map(pick).reduce((a, b) => (a > b ? a : b));
  const worst = Math.max(...tasks.map((task) => WORST.indexOf(task.light)));
  return {
    kind: 'group',
    key: `group ${key}`,
    code,
    title,
    by,
    count: tasks.length,
    late: tasks.filter((task) => task.forecast_delay_days > 0).length,
    light: light ?? WORST[worst],
    start: tasks.map((task) => task.planned_start).reduce((a, b) => (a < b ? a : b)),
    end: latest((task) => task.planned_end),
    finish: latest((task) => task.actual_finish ?? task.forecast_finish),
    open,
  };
}

/** The rows in sight, by their places in order, and with them the active one: what has the keyboard's focus exists wherever one looks. */
export function withActive(inSight: number[], active: number): number[] {
  if (active < 0 || inSight.includes(active)) return inSight;
  return active < (inSight[0] ?? 0) ? [active, ...inSight] : [...inSight, active];
}
