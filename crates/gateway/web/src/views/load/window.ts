/** Days of the window: whole weeks, from a Monday on. */
import { dayNumber, isoOf, startOf } from '@/views/gantt/days';

const WEEKS = { week: 12, day: 4 } as const;

export interface Span {
  /** ISO 8601, both included. */
  from: string;
  to: string;
}

/** The window that begins in the week of a day. */
export function spanOf(by: 'week' | 'day', from: string): Span {
  const first = startOf('week', dayNumber(from));
  return { from: isoOf(first), to: isoOf(first + WEEKS[by] * 7 - 1) };
}

/** So many windows later; half of it stays in sight. */
export function shifted(by: 'week' | 'day', from: string, steps: 1 | -1): string {
  return isoOf(startOf('week', dayNumber(from)) + (steps * WEEKS[by] * 7) / 2);
}
