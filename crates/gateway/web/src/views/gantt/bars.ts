/** What of a task is drawn where: three lanes below each other, planned, actual with forecast, and baseline. */
import type { Forecast } from '@/api/plan';

import { dayNumber } from './days';
import { type Scale, xOf } from './scale';

export interface Span {
  x: number;
  width: number;
}

export interface Mark {
  name: string;
  x: number;
  reached: boolean;
  /** Where it is expected, if that is later than due. */
  expected: number | undefined;
}

export interface TaskBars {
  planned: Span;
  /** Part of the planned bar that stands for what is done. */
  done: number;
  /** What has been worked: from the first day to the last, or to today. */
  actual: Span | undefined;
  /** What is still expected. */
  forecast: Span | undefined;
  /** The part of actual and forecast beyond the planned end. */
  late: Span | undefined;
  baseline: Span | undefined;
  milestones: Mark[];
  /** Where nothing more is drawn. */
  end: number;
}

/** From the morning of one day to the evening of another. */
function span(scale: Scale, from: number, to: number): Span {
  const width = Math.max((to - from + 1) * scale.dayWidth, 2);
  return { x: xOf(scale, from), width };
}

export interface BaselineDates {
  start: string;
  end: string;
}

export function barsOf(task: Forecast, scale: Scale, today: number, baseline?: BaselineDates | null): TaskBars {
  const start = dayNumber(task.planned_start);
  const end = dayNumber(task.planned_end);
  const planned = span(scale, start, end);
  const finish = dayNumber(task.actual_finish ?? task.forecast_finish);
  const begun = task.actual_start ? dayNumber(task.actual_start) : undefined;
  const worked =
    begun === undefined ? undefined : task.actual_finish ? finish : Math.max(Math.min(today, finish), begun);
  const rest = worked === undefined ? dayNumber(task.forecast_start) : worked + 1;
  const open = !task.actual_finish && task.status !== 'cancelled' && rest <= finish;
  const late =
    finish > end && task.status !== 'cancelled' ? span(scale, Math.max(end + 1, begun ?? rest), finish) : undefined;
  const kept = baseline ?? (task.baseline_end ? { start: task.planned_start, end: task.baseline_end } : undefined);
  const milestones = task.milestones.map(({ name, due, forecast, reached_on: reached }) => ({
    name,
    x: xOf(scale, dayNumber(reached ?? due)) + scale.dayWidth / 2,
    reached: Boolean(reached),
    expected: !reached && forecast > due ? xOf(scale, dayNumber(forecast)) + scale.dayWidth / 2 : undefined,
  }));
  return {
    planned,
    done: (planned.width * Math.min(Math.max(task.percent, 0), 100)) / 100,
    actual: begun === undefined || worked === undefined ? undefined : span(scale, begun, worked),
    forecast: open ? span(scale, rest, finish) : undefined,
    late,
    baseline: kept ? span(scale, dayNumber(kept.start), dayNumber(kept.end)) : undefined,
    milestones,
    end: xOf(scale, Math.max(end, finish) + 1),
  };
}

/** First and last day of everything that is drawn. */
export function extent(tasks: Forecast[], days: number[]): { first: number; last: number } {
  // ISO 8601 days sort as text; only the two that are found are counted with.
  let first = '9999-12-31';
  let last = '0000-01-01';
  const take = (day: string | null | undefined) => {
    if (!day) return;
    if (day < first) first = day;
    if (day > last) last = day;
  };
  for (const task of tasks) {
    take(task.planned_start);
    take(task.planned_end);
    take(task.forecast_finish);
    take(task.actual_start);
    take(task.actual_finish);
    for (const { due, forecast } of task.milestones) {
      take(due);
      take(forecast);
    }
  }
  const all = tasks.length ? [dayNumber(first), dayNumber(last), ...days] : days;
  return { first: Math.min(...all), last: Math.max(...all) };
}
