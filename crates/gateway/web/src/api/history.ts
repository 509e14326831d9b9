/** How a plan, a goal or a key result stood day by day. */
import { api, type Api } from './client';

export type DailyStatus = Api<'DailyStatus'>;

/** Of one subject: the plan, a goal or a key result, by id. */
export function useHistory(plan: string, subject: string) {
  return api.useQuery('get', '/api/v1/plans/{plan}/history', { params: { path: { plan }, query: { subject } } });
}
