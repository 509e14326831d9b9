/** Earned value: which rows are shown, and what a figure means. */
import type { EarnedValue, EarnedValueRow } from '@/api/forecast';

export type Unit = 'effort' | 'cost';

/** The letters of the standard, in the order in which they build on each other. */
export const TERMS = ['BAC', 'PV', 'EV', 'AC', 'SV', 'CV', 'SPI', 'CPI', 'EAC', 'ETC', 'VAC', 'TCPI'] as const;
export type Term = (typeof TERMS)[number];

export const FIGURES = {
  BAC: 'budget_at_completion',
  PV: 'planned_value',
  EV: 'earned_value',
  AC: 'actual_cost',
  SV: 'schedule_variance',
  CV: 'cost_variance',
  EAC: 'estimate_at_completion',
  ETC: 'estimate_to_complete',
  VAC: 'variance_at_completion',
} as const satisfies Partial<Record<Term, keyof EarnedValue>>;

/** Plan, goals and key results; with `tasks` also those tasks of which something is known in the unit. */
export function rowsOf(rows: readonly EarnedValueRow[], unit: Unit, tasks: boolean): EarnedValueRow[] {
  return rows.filter((row) => row.kind !== 'task' || (tasks && row[unit] != null));
}

/** Of an index as it is shown, to two digits: 0.999 is no shortfall that anybody reads. */
export function isShort(index: number): boolean {
  return Math.round(index * 100) < 100;
}
