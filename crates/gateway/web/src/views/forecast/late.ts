/** What is late, in the order in which one looks at it. */
import type { LateSubject } from '@/api/forecast';

/** Whether the day itself is passed, and not only a light turned on the way to it. */
export function isPast({ due, forecast }: LateSubject): boolean {
  return forecast != null && forecast > due;
}

/** What passes its day first, then by the days lost on the way. */
export function worstFirst(delays: readonly LateSubject[]): LateSubject[] {
  return delays.toSorted((a, b) => Number(isPast(b)) - Number(isPast(a)) || b.delay_days - a.delay_days);
}
