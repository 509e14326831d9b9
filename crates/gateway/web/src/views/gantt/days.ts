/** Calendar days as whole numbers, so that a chart can count with them; no time zone comes near. */

const MS = 86_400_000;

/** Days since 1 January 1970 of an ISO 8601 day. */
export function dayNumber(iso: string): number {
  return Math.floor(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)) - 1, Number(iso.slice(8, 10))) / MS);
}

/** ISO 8601 of a day's number. */
export function isoOf(day: number): string {
  return new Date(day * MS).toISOString().slice(0, 10);
}

/** 1 (Monday) to 7. */
export function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The first day of the unit that a day lies in. */
export function startOf(unit: Unit, day: number): number {
  if (unit === 'day') return day;
  if (unit === 'week') return day - weekday(day) + 1;
  const date = new Date(day * MS);
  const month = date.getUTCMonth();
  const first = unit === 'month' ? month : unit === 'quarter' ? month - (month % 3) : 0;
  return Date.UTC(date.getUTCFullYear(), first, 1) / MS;
}

/** The first day after the unit that begins on a day. */
export function endOf(unit: Unit, start: number): number {
  if (unit === 'day') return start + 1;
  if (unit === 'week') return start + 7;
  const date = new Date(start * MS);
  const months = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / MS;
}

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';
