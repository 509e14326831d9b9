/** The plan in the address, as monitoring sees it: lights, forecasts, open alerts. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';

import { type Api, http } from './client';
import { useToday } from './clock';
import { allPages, MOST } from './pages';
import { statusOf } from './progress';

export type PlanState = Api<'PlanState'>;
export type Forecast = Api<'TaskForecast'>;
export type Hop = Api<'Hop'>;

/** The plan's name in the address; only below `plans/:plan`. */
export function usePlanName(): string {
  return useParams().plan ?? '';
}

export function usePlanStatus() {
  return useStatusOf(usePlanName());
}

/** Between midnight and the moment when a plan has been judged by the new day, its state is yesterday's: it is asked for again. */
const NOT_YET_MS = 4_000;

/** A plan, as monitoring sees it today. */
export function useStatusOf(plan: string) {
  const today = useToday();
  return useQuery({
    ...statusOf(plan),
    refetchInterval: ({ state: { data } }) => (data?.active && today && data.as_of < today ? NOT_YET_MS : false),
  });
}

/** All goals of the plan in the address. */
export function useGoals() {
  const plan = usePlanName();
  return useQuery({
    queryKey: ['get', '/api/v1/plans/{plan}/goals', { params: { path: { plan } } }, 'all'],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/plans/{plan}/goals', {
          params: { path: { plan }, query: { page_size: MOST, page_token } },
          signal,
        }),
      ),
    }),
  });
}

/** All key results of the plan in the address. */
export function useKeyResults() {
  const plan = usePlanName();
  return useQuery({
    queryKey: ['get', '/api/v1/plans/{plan}/key-results', { params: { path: { plan } } }, 'all'],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/plans/{plan}/key-results', {
          params: { path: { plan }, query: { page_size: MOST, page_token } },
          signal,
        }),
      ),
    }),
  });
}
