/** Alerts, and what people do about them: shown at once, put back if the server refuses. */
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { type Api, api, http } from './client';
import { allPages, MOST } from './pages';

export type Alert = Api<'Alert'>;

export function alertOf(id: string) {
  return api.queryOptions('get', '/api/v1/alerts/{id}', { params: { path: { id } } });
}

/** Whether somebody has asked for time although there is something to go by already: its stage says what. */
export function isStageHidden({ state, stage }: Pick<Alert, 'state' | 'stage'>): boolean {
  return state !== stage && stage !== 'open';
}

interface Wanted {
  plan: string;
  assignee: string;
  include_closed: boolean;
}

/** All of them, as the server orders them. */
export function useAlerts(wanted: Wanted) {
  return useQuery({
    queryKey: ['get', '/api/v1/alerts', 'all', wanted],
    queryFn: ({ signal }) =>
      allPages((page_token) =>
        http.GET('/api/v1/alerts', { params: { query: { ...wanted, page_size: MOST, page_token } }, signal }),
      ),
  });
}

/** The version that was read goes along: what somebody else did meanwhile is not overwritten unseen. */
export function asRead(alert: Alert) {
  return { params: { path: { id: alert.id } }, headers: { 'if-match': `"${alert.version}"` } };
}

/** Options of a mutation of one alert; `guess` is what the alert will most likely be. */
export function useAlertChange(alert: Alert) {
  const queries = useQueryClient();
  const { queryKey } = alertOf(alert.id);
  return (guess: Partial<Alert>) => ({
    onMutate: async () => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, { ...alert, ...guess });
    },
    onError: () => queries.setQueryData(queryKey, alert),
    onSuccess: (changed: Alert) => queries.setQueryData(queryKey, changed),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey });
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/alerts'] });
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/my-day'] });
    },
  });
}
