/** Days of a before and after on one scale. */
import type { FieldChange } from '@/api/adjustments';
import { dayOf } from '@/parts/format';

export interface Span {
  code: string;
  /** A deadline has no start. */
  before: { start?: string; end: string };
  after: { start?: string; end: string };
}

const A_DAY = 24 * 60 * 60_000;
/** Up to so many days weeks are marked, beyond them months. */
const MONTHS_FROM = 45;

function iso(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Where days stand, in percent of the width, with a little room at both ends; and the weeks or months that begin in between. */
export function placed(days: string[], today: string) {
  const times = [...days, today].map((day) => dayOf(day).getTime());
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const room = Math.max(A_DAY, (last - first) * 0.04);
  const [from, to] = [first - room, last + room];
  const at = (day: string) => ((dayOf(day).getTime() - from) / (to - from)) * 100;
  const marks: { day: string; at: number }[] = [];
  const monthly = to - from > MONTHS_FROM * A_DAY;
  const mark = new Date(from);
  mark.setHours(0, 0, 0, 0);
  mark.setDate(monthly ? 1 : mark.getDate() - ((mark.getDay() + 6) % 7));
  while (mark.getTime() <= to) {
    const day = iso(mark);
    if (mark.getTime() >= from) marks.push({ day, at: at(day) });
    if (monthly) mark.setMonth(mark.getMonth() + 1);
    else mark.setDate(mark.getDate() + 7);
  }
  return { at, marks };
}

const ENDS = ['planned_end', 'deadline', 'period_end'];
const STARTS = ['planned_start', 'period_start'];

/** What moves in time. `standing` knows the other end of a row of which only one end moves. */
export function spansOf(
  fields: FieldChange[],
  standing: (row: string) => { start?: string; end?: string } | undefined,
): Span[] {
  const rows = [
    ...new Set(fields.filter(({ field }) => [...ENDS, ...STARTS].includes(field)).map((one) => one.row_id)),
  ];
  return rows.flatMap((row) => {
    const own = fields.filter(({ row_id: id }) => id === row);
    const start = own.find(({ field }) => STARTS.includes(field));
    const end = own.find(({ field }) => ENDS.includes(field));
    const other = standing(row);
    const side = (which: 'from' | 'to') => {
      const [first, last] = [start?.[which] ?? other?.start, end?.[which] ?? other?.end];
      return last ? { end: last, ...(first ? { start: first } : {}) } : undefined;
    };
    const [before, after] = [side('from'), side('to')];
    return before && after ? [{ code: own[0]?.row ?? row, before, after }] : [];
  });
}
