/** The period after a plan's. */
import { dayOf } from '@/parts/format';

export interface Period {
  code: string;
  title: string;
  period_start: string;
  period_end: string;
}

const NUMERALS = ['一', '二', '三', '四'];

function iso(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The next quarter's or year's name where a text names this one's: 2026Q4 → 2027Q1, 2026年第三季度 → 2026年第四季度. */
function renamed(text: string, year: number, quarter: number | undefined): string {
  if (quarter === undefined) return text.replaceAll(String(year), String(year + 1));
  const last = quarter === 4;
  const [nextYear, next] = last ? [year + 1, 1] : [year, quarter + 1];
  return text
    .replaceAll(String(year), String(nextYear))
    .replaceAll(new RegExp(`Q${quarter}`, 'gi'), `Q${next}`)
    .replaceAll(`第${NUMERALS[quarter - 1] ?? ''}季度`, `第${NUMERALS[next - 1] ?? ''}季度`);
}

/** Whole months go on as whole months; anything else for as many days. */
export function periodAfter({ code, title, period_start: from, period_end: to }: Period): Period {
  const [start, end] = [dayOf(from), dayOf(to)];
  const first = new Date(end.getFullYear(), end.getMonth(), end.getDate() + 1);
  const months = (first.getFullYear() - start.getFullYear()) * 12 + first.getMonth() - start.getMonth();
  const whole = start.getDate() === 1 && first.getDate() === 1;
  const days = Math.round((end.getTime() - start.getTime()) / 86_400_000);
  const last = whole
    ? new Date(first.getFullYear(), first.getMonth() + months, 0)
    : new Date(first.getFullYear(), first.getMonth(), first.getDate() + days);
  const quarter = whole && months === 3 ? Math.floor(start.getMonth() / 3) + 1 : undefined;
  const named = (text: string) =>
    quarter !== undefined || (whole && months === 12) ? renamed(text, start.getFullYear(), quarter) : text;
  // A code is one plan's alone.
  const next = named(code) === code ? `${code}-2` : named(code);
  return { code: next, title: named(title), period_start: iso(first), period_end: iso(last) };
}
