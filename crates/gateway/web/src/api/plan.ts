/** The plan in the address, as monitoring sees it: lights, forecasts, open alerts. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';

import { type Api, api } from './client';
import { statusOf } from './progress';

export type PlanState = Api<'PlanState'>;
export type Forecast = Api<'TaskForecast'>;
export type Hop = Api<'Hop'>;

/** The plan's name in the address; only below `plans/:plan`. */
export function usePlanName(): string {
  return useParams().plan ?? '';
}

export function usePlanStatus() {
  return useQuery(statusOf(usePlanName()));
}

/** All goals of the plan in the address. */
export function useGoals() {
  const plan = usePlanName();
  return api.useQuery('get', '/api/v1/plans/{plan}/goals', {
    params: { path: { plan }, query: { page_size: 500, page_token: '' } },
  });
}

/** All key results of the plan in the address. */
export function useKeyResults() {
  const plan = usePlanName();
  return api.useQuery('get', '/api/v1/plans/{plan}/key-results', {
    params: { path: { plan }, query: { page_size: 500, page_token: '' } },
  });
}
