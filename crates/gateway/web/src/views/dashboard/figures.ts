/** What dashboards count, from what monitoring tells of plans. */
import type { Overview } from '@/api/overview';
import type { Forecast, PlanState } from '@/api/plan';
import { countLights } from '@/parts/LightCounts';
import type { Subject } from '@/parts/TrendPanel';

/** Neither done nor called off, and not green. */
export function isBehind({ status, light }: Forecast): boolean {
  return status !== 'done' && status !== 'cancelled' && light !== 'green';
}

/** Who has alerts to deal with or tasks that are behind; those with most alerts first. Work that has not begun is late for others' sake. */
export function debts({ open_alerts: alerts, tasks }: PlanState): Overview['people'] {
  const byPerson = new Map<string, Overview['people'][number]>();
  const of = (person: string) => {
    const found = byPerson.get(person) ?? { person, department: '', alerts: [], tasks_behind: 0 };
    byPerson.set(person, found);
    return found;
  };
  for (const alert of alerts) {
    const { id, plan_id: plan, level, cause_code: cause } = alert;
    of(alert.assignee).alerts.push({ alert_id: id, plan_id: plan, level, cause_code: cause });
  }
  for (const task of tasks) if (isBehind(task) && task.status !== 'not_started') of(task.owner).tasks_behind += 1;
  return [...byPerson.values()].sort((a, b) => b.alerts.length - a.alerts.length || b.tasks_behind - a.tasks_behind);
}

/** Lights of each department's tasks. */
export function departments({ tasks }: PlanState) {
  const byCode = new Map<string, Forecast[]>();
  for (const task of tasks) {
    const own = byCode.get(task.department);
    if (own) own.push(task);
    else byCode.set(task.department, [task]);
  }
  return [...byCode].map(([department, own]) => ({ department, tasks: countLights(own) }));
}

/** Plans whose trend can be looked at. */
export function subjectsOf(plans: Overview['plans']): Subject[] {
  return plans.map(({ plan_id: plan, title }) => ({ plan, id: plan, label: title }));
}

const DAY_MS = 86_400_000;
/** A calendar day as a number: thousands of tasks are looked at for each point of the curve. */
const numberOf = (day: string) => Math.round(Date.parse(day) / DAY_MS);

export interface CurvePoint {
  day: string;
  /** Shares of all work, 0–1. */
  planned: number;
  forecast: number;
}

/** A task with its days as numbers. */
interface Counted {
  weight: number;
  plannedStart: number;
  plannedEnd: number;
  start: number | undefined;
  forecastStart: number;
  end: number;
  isFinished: boolean;
  done: number;
}

function counted(task: Forecast): Counted {
  const [plannedStart, plannedEnd] = [numberOf(task.planned_start), numberOf(task.planned_end)];
  return {
    weight: plannedEnd - plannedStart + 1,
    plannedStart,
    plannedEnd,
    start: task.actual_start ? numberOf(task.actual_start) : undefined,
    forecastStart: numberOf(task.forecast_start),
    end: numberOf(task.actual_finish ?? task.forecast_finish),
    isFinished: task.actual_finish != null,
    done: task.percent / 100,
  };
}

const share = (from: number, to: number, day: number) => Math.max(0, Math.min(1, (day - from + 1) / (to - from + 1)));

/** Share of all work that is done by each day: as planned, and as it went and will go. A task's work is its planned days, spread evenly. */
export function curve(tasks: readonly Forecast[], asOf: string): CurvePoint[] {
  const real = tasks.filter(({ status }) => status !== 'cancelled').map(counted);
  if (!real.length) return [];
  const today = numberOf(asOf);
  let [first, last, total] = [Infinity, -Infinity, 0];
  for (const task of real) {
    first = Math.min(first, task.plannedStart, task.forecastStart);
    last = Math.max(last, task.plannedEnd, task.end);
    total += task.weight;
  }
  const step = Math.max(1, Math.round((last - first) / 40));
  const days = new Set([today, last].filter((day) => day >= first && day <= last));
  for (let day = first; day <= last; day += step) days.add(day);
  const sum = (of: (task: Counted) => number) => real.reduce((all, task) => all + task.weight * of(task), 0) / total;
  return [...days]
    .sort((a, b) => a - b)
    .map((day) => ({
      day: new Date(day * DAY_MS).toISOString().slice(0, 10),
      planned: sum((task) => share(task.plannedStart, task.plannedEnd, day)),
      forecast: sum((task) => doneBy(task, day, today)),
    }));
}

/** Share of a task that is done by a day: reported up to today, from there to its forecast in a straight line. */
function doneBy({ start, forecastStart, end, isFinished, done }: Counted, day: number, today: number): number {
  if (isFinished) return share(start ?? forecastStart, end, day);
  if (day <= today) return start === undefined ? 0 : done * share(start, today, day);
  return day >= end ? 1 : done + (1 - done) * share(Math.max(forecastStart, today), end, day);
}
