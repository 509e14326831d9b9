/** All active plans in figures: one answer, whatever number of plans. */
import { api, type Api } from './client';

export type Overview = Api<'Overview'>;
export type PlanFigures = Api<'PlanFigures'>;
export type LateTask = Api<'LateTask'>;

/** Of a department and those below it, or of the whole company. */
export function useOverview(department = '') {
  return api.useQuery('get', '/api/v1/overview', { params: { query: { department } } });
}
