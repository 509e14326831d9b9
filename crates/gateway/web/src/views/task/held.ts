/** What schedule and forecast of a task go by besides its dates: days that it is held to, and how long it may take. */
import type { Api } from '@/api/client';
import type { Task } from '@/api/task-changes';

export const DAYS = ['not_before', 'start_on', 'deadline'] as const;
export const POINTS = ['optimistic_days', 'likely_days', 'pessimistic_days'] as const;

/** As a form has them: an empty field is nothing. */
export type Held = Partial<
  Record<(typeof DAYS)[number], string | undefined> & Record<(typeof POINTS)[number], number | null | undefined>
>;

export function heldOf({ constraints, estimate }: Pick<Task, 'constraints' | 'estimate'>): Held {
  return Object.fromEntries(
    [
      ...DAYS.map((key) => [key, constraints?.[key]] as const),
      ...POINTS.map((key) => [key, estimate?.[key]] as const),
    ].filter(([, value]) => value != null),
  ) as Held;
}

/** Those that are not empty, in one order. */
function given<Key extends keyof Held>(held: Held, keys: readonly Key[]) {
  return Object.fromEntries(keys.filter((key) => held[key] != null && held[key] !== '').map((key) => [key, held[key]]));
}

/** What is to be changed, as the API takes it: all days or all points, or neither where they are as they were. */
export function patchOf(task: Pick<Task, 'constraints' | 'estimate'>, next: Held): Api<'TaskPatch'> {
  const before = heldOf(task);
  const other = (keys: readonly (keyof Held)[]) =>
    JSON.stringify(given(before, keys)) !== JSON.stringify(given(next, keys));
  return {
    ...(other(DAYS) ? { constraints: given(next, DAYS) } : {}),
    ...(other(POINTS) ? { estimate: given(next, POINTS) } : {}),
  };
}
