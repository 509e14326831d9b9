/** The review of a plan: table 8, what becomes of unfinished tasks, closing. */
import { useQueryClient } from '@tanstack/react-query';

import { type Api, api } from './client';

export type Review = Api<'Review'>;
export type ReviewRow = Api<'ReviewRow'>;
export type Disposition = Api<'Disposition'>;
export type TaskDisposition = Api<'TaskDisposition'>;

export function reviewOf(plan: string) {
  return api.queryOptions('get', '/api/v1/plans/{plan}/review', { params: { path: { plan } } });
}

/** A row touches gates and statistics, a disposition lights and alerts: all of the plan is asked for again. */
export function useReviewChange() {
  const queries = useQueryClient();
  return { onSettled: () => void queries.invalidateQueries() };
}
