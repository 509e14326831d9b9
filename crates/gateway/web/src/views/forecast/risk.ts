/** What a simulation says, in words and on a scale. */
import type { SubjectRisk } from '@/api/forecast';
import { dayOf } from '@/parts/format';

export const CERTAINTIES = ['unlikely', 'open', 'likely'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** Of a probability as it is shown, in whole percent, so that word and figure never disagree. */
export function certaintyOf(probability: number): Certainty {
  const percent = Math.round(probability * 100);
  if (percent < 50) return 'unlikely';
  return percent < 80 ? 'open' : 'likely';
}

/** How many of each. */
export function counted(subjects: readonly SubjectRisk[]): Record<Certainty, number> {
  const counts = { unlikely: 0, open: 0, likely: 0 };
  for (const { probability_on_time: probability } of subjects) counts[certaintyOf(probability)] += 1;
  return counts;
}

/** Those that will hardly be in time first; otherwise as they came: goals, key results, milestones. */
export function leastSureFirst(subjects: readonly SubjectRisk[]): SubjectRisk[] {
  return subjects.toSorted((a, b) => a.probability_on_time - b.probability_on_time);
}

export interface Span {
  from: string;
  to: string;
}

/** From the first day that any of them names to the last. */
export function spanOf(subjects: readonly SubjectRisk[]): Span {
  const days = subjects.flatMap(({ due, forecast, p50, p95 }) => [due, forecast, p50, p95]).sort();
  return { from: days[0] ?? '', to: days.at(-1) ?? '' };
}

/** Where a day lies on the scale, 0–100. */
export function placeOf(day: string, { from, to }: Span): number {
  const first = dayOf(from).getTime();
  const whole = dayOf(to).getTime() - first;
  return whole > 0 ? ((dayOf(day).getTime() - first) / whole) * 100 : 50;
}
