/** Which days are worked: the public calendar that the server plans by, with what departments and people add to it. */
import china from '../../../../../schedule/data/china.csv?raw';

import type { Api } from '@/api/client';

import { dayNumber, weekday } from './days';

export interface Workdays {
  works: (day: number) => boolean;
  /** The holiday that a day off or a make-up workday (调休) belongs to; what a department or person noted of theirs. */
  name: (day: number) => string | undefined;
}

interface Special {
  works: boolean;
  name: string;
}

/** Rows of `date,kind,name`, the kind `off` or `work`. */
export function publicDays(csv: string): Map<number, Special> {
  const rows = csv.trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [date = '', kind, name = ''] = row.trim().split(',');
      return [dayNumber(date), { works: kind === 'work', name }];
    }),
  );
}

const CHINA = publicDays(china);

/** The calendars on top of each other: the later ones win where they say something. */
export function workdays(layers: Api<'WorkCalendar'>[] = [], base = CHINA): Workdays {
  const special = new Map(base);
  let week = new Set([1, 2, 3, 4, 5]);
  for (const { weekdays, exceptions } of layers) {
    if (weekdays?.length) week = new Set(weekdays);
    for (const { date, working, note } of exceptions ?? []) {
      special.set(dayNumber(date), { works: working, name: note ?? '' });
    }
  }
  return {
    works: (day) => special.get(day)?.works ?? week.has(weekday(day)),
    name: (day) => special.get(day)?.name || undefined,
  };
}

/** The calendars that hold for a department, from the top of the company down to it. */
export function layersOf(
  department: string,
  departments: Api<'Department'>[],
  calendars: Api<'WorkCalendar'>[],
): Api<'WorkCalendar'>[] {
  const found: Api<'WorkCalendar'>[] = [];
  const seen = new Set<string>();
  for (let code: string | null | undefined = department; code && !seen.has(code);) {
    const here: string = code;
    seen.add(here);
    const own = calendars.find((one) => one.scope === 'department' && one.code === here);
    if (own) found.unshift(own);
    code = departments.find((one) => one.code === here)?.parent;
  }
  return found;
}

export interface Shade {
  day: number;
  days: number;
  /** A holiday, an ordinary weekend, or a make-up workday, which is worked though the week says otherwise. */
  kind: 'holiday' | 'weekend' | 'made-up';
}

/** What is shaded between two days, neighbours of a kind together. */
export function shades(calendar: Workdays, from: number, to: number): Shade[] {
  const found: Shade[] = [];
  for (let day = from; day <= to; day += 1) {
    const named = calendar.name(day) !== undefined;
    const works = calendar.works(day);
    if (works && !named) continue;
    const kind = works ? 'made-up' : named ? 'holiday' : 'weekend';
    const last = found.at(-1);
    if (last?.kind === kind && last.day + last.days === day) last.days += 1;
    else found.push({ day, days: 1, kind });
  }
  return found;
}

/** Working days of a span, both ends included. */
export function countWorkdays(calendar: Workdays, from: number, to: number): number {
  let count = 0;
  for (let day = from; day <= to; day += 1) if (calendar.works(day)) count += 1;
  return count;
}

/** The given day if it is worked, else the next in the direction that is. */
export function nearestWorkday(calendar: Workdays, day: number, step: 1 | -1): number {
  let found = day;
  // No calendar closes for a whole year.
  for (let tried = 0; tried < 366 && !calendar.works(found); tried += 1) found += step;
  return found;
}

/** The last day of a span that begins on a working day and has so many of them. */
export function spanEnd(calendar: Workdays, start: number, count: number): number {
  let day = start;
  for (let left = count - 1; left > 0; left -= 1) day = nearestWorkday(calendar, day + 1, 1);
  return day;
}
