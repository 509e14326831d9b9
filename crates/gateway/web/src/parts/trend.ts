/** Days of a history as a chart draws them. */
import type { DailyStatus } from '@/api/history';

export type Stand = Pick<DailyStatus, 'day' | 'light' | 'progress' | 'completion'>;

/** One a day, oldest first, and today as the last of them: a day that is not told of was as the one before. */
export function stands(days: readonly DailyStatus[], today: string): Stand[] {
  const sorted = days.toSorted((a, b) => a.day.localeCompare(b.day));
  const last = sorted.at(-1);
  return last && last.day < today ? [...sorted, { ...last, day: today }] : sorted;
}

/** Those at which the light is another than before, and the last. */
export function turns(all: readonly Stand[]): Stand[] {
  return all.filter((one, at) => at === all.length - 1 || one.light !== all[at - 1]?.light);
}
