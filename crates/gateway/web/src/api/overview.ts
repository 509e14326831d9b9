/** Active plans side by side, newest first. */
import { useQueries } from '@tanstack/react-query';

import { usePlans } from '@/shell/plan';

import type { PlanState } from './plan';
import { statusOf } from './progress';

/** The newest `most` active plans as monitoring sees them; `all` says how many there are. */
export function useOverview(most: number): {
  states: PlanState[];
  all: number;
  isPending: boolean;
  error: unknown;
  refetch: () => void;
} {
  const plans = usePlans();
  const active = (plans.data?.items ?? []).filter(({ status }) => status === 'active').reverse();
  const answers = useQueries({ queries: active.slice(0, most).map(({ id }) => statusOf(id)) });
  return {
    states: answers.flatMap(({ data }) => data ?? []),
    all: active.length,
    isPending: plans.isPending || answers.some(({ isPending }) => isPending),
    error: plans.error ?? answers.find(({ error }) => error)?.error,
    refetch: () => void plans.refetch(),
  };
}
