/** Where a bar comes to lie that is moved or pulled at one end: always on working days. */
import { countWorkdays, nearestWorkday, spanEnd, type Workdays } from './workdays';

export type Grip = 'move' | 'start' | 'end';

export interface Dates {
  /** Numbers of days, both included. */
  start: number;
  end: number;
}

/** A moved bar keeps its number of working days; one pulled at an end keeps the other end, and at least that day. */
export function dragged(grip: Grip, { start, end }: Dates, days: number, calendar: Workdays): Dates {
  if (days === 0) return { start, end };
  const way = days > 0 ? 1 : -1;
  if (grip === 'start') return { start: Math.min(nearestWorkday(calendar, start + days, way), end), end };
  if (grip === 'end') return { start, end: Math.max(nearestWorkday(calendar, end + days, way), start) };
  const moved = nearestWorkday(calendar, start + days, way);
  return { start: moved, end: spanEnd(calendar, moved, Math.max(countWorkdays(calendar, start, end), 1)) };
}

/** Close to an end one pulls it, if the bar is wide enough to be held in the middle too. */
export function gripAt(x: number, width: number): Grip {
  const edge = Math.min(8, width / 3);
  if (x < edge) return 'start';
  return x > width - edge ? 'end' : 'move';
}
