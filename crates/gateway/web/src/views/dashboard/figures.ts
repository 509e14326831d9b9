/** What dashboards count, from what monitoring tells of plans. */
import type { Overview } from '@/api/overview';
import type { Forecast, PlanState } from '@/api/plan';
import { countLights } from '@/parts/LightCounts';

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
  for (const task of tasks) byCode.set(task.department, [...(byCode.get(task.department) ?? []), task]);
  return [...byCode].map(([department, own]) => ({ department, tasks: countLights(own) }));
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

export interface CurvePoint {
  day: string;
  /** Shares of all work, 0–1. */
  planned: number;
  forecast: number;
}

/** Share of all work that is done by each day: as planned, and as it went and will go. A task's work is its planned days, spread evenly. */
export function curve(tasks: readonly Forecast[], today: string): CurvePoint[] {
  const real = tasks.filter(({ status }) => status !== 'cancelled');
  if (!real.length) return [];
  const starts = real.flatMap((task) => [task.planned_start, task.forecast_start]);
  const ends = real.flatMap((task) => [task.planned_end, task.actual_finish ?? task.forecast_finish]);
  const first = starts.reduce((a, b) => (a < b ? a : b));
  const last = ends.reduce((a, b) => (a > b ? a : b));
  const weight = (task: Forecast) => daysBetween(task.planned_start, task.planned_end) + 1;
  const total = real.reduce((sum, task) => sum + weight(task), 0);
  const share = (from: string, to: string, day: string) =>
    Math.max(0, Math.min(1, (daysBetween(from, day) + 1) / (daysBetween(from, to) + 1)));
  const step = Math.max(1, Math.round(daysBetween(first, last) / 40));
  const days = new Set([today, last].filter((day) => day >= first && day <= last));
  for (let at = 0; at <= daysBetween(first, last); at += step) {
    days.add(new Date(Date.parse(first) + at * 86_400_000).toISOString().slice(0, 10));
  }
  return [...days].sort().map((day) => ({
    day,
    planned:
      real.reduce((sum, task) => sum + weight(task) * share(task.planned_start, task.planned_end, day), 0) / total,
    forecast: real.reduce((sum, task) => sum + weight(task) * done(task, day, today, share), 0) / total,
  }));
}

/** Share of a task that is done by a day: reported up to today, from there to its forecast in a straight line. */
function done(
  task: Forecast,
  day: string,
  today: string,
  share: (from: string, to: string, day: string) => number,
): number {
  const end = task.actual_finish ?? task.forecast_finish;
  const now = task.percent / 100;
  if (task.actual_finish != null) return share(task.actual_start ?? task.forecast_start, end, day);
  if (day <= today) return task.actual_start ? now * share(task.actual_start, today, day) : 0;
  const from = task.forecast_start > today ? task.forecast_start : today;
  return day >= end ? 1 : now + (1 - now) * share(from, end, day);
}
