/** How sure the days of a plan are, what is late of it and why, and what its work takes. */
import { keepPreviousData, type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { api, type Api } from './client';

export type Risk = Api<'ScheduleRisk'>;
export type SubjectRisk = Api<'SubjectRisk'>;
export type LateSubject = Api<'LateSubject'>;
export type EarnedValue = Api<'EarnedValue'>;
export type EarnedValueRow = Api<'EarnedValueRow'>;

export interface RiskQuestion {
  /** 0: as often as the size of the plan allows. */
  runs: number;
  seed: number;
  /** 0–1 */
  correlation: number;
}

/** Whether something has happened since the answer that may make it another; `live.ts` says so of every answer that an event touches. */
function useOutdated(key: QueryKey): boolean {
  const queries = useQueryClient();
  return useSyncExternalStore(
    (listener) => queries.getQueryCache().subscribe(listener),
    () => {
      const state = queries.getQueryState(key);
      // A refusal counts as outdated too; it is shown as what it is.
      return state?.status === 'success' && state.isInvalidated;
    },
  );
}

/**
 * The plan, simulated. Unlike every other answer this one is not asked for again by itself: it takes the server a second or more, which
 * everybody who has the page open would cost it with every report of anybody; and probabilities that move under the reader's eyes say
 * less than those that stand still until they are asked for anew. So it stays, and `outdated` says when something has happened since.
 */
export function useRisk(plan: string, asked: RiskQuestion) {
  const question = api.queryOptions('get', '/api/v1/plans/{plan}/schedule-risk', {
    params: { path: { plan }, query: { ...asked } },
  });
  const answer = useQuery({ ...question, staleTime: 'static', placeholderData: keepPreviousData });
  return { answer, outdated: useOutdated(question.queryKey) };
}

export function useDelays(plan: string) {
  return api.useQuery('get', '/api/v1/plans/{plan}/delays', { params: { path: { plan } } });
}

export function useEarnedValue(plan: string) {
  return api.useQuery('get', '/api/v1/plans/{plan}/earned-value', { params: { path: { plan } } });
}
