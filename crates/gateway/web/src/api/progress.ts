/** The daily update of a task: shown at once, taken back if the server refuses it. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';

import { api, type Api } from './client';

export type NewProgress = Api<'NewProgress'>;

type Begun = Pick<Api<'TaskForecast'>, 'actual_start' | 'planned_start'>;

/**
 * Whether a report has to say when the work began, as nobody has said so yet: one that finishes the task, for today would make it a task
 * of one day; and one of work that should have begun before today. History teaches the forecast by these days.
 */
export function asksWhenBegun({ actual_start: begun, planned_start: planned }: Begun, percent: number, today: string) {
  return !begun && (percent >= 100 || (percent > 0 && planned < today));
}

export function statusOf(plan: string) {
  return api.queryOptions('get', '/api/v1/plans/{plan}/status', { params: { path: { plan } } });
}

/** The same outside of a view. */
export function askStatus(queries: QueryClient, plan: string): Promise<unknown> {
  return queries.query(statusOf(plan));
}

/** Reports for tasks of a plan. */
export function useReportProgress(plan: string) {
  const queries = useQueryClient();
  const { queryKey } = statusOf(plan);
  return api.useMutation('post', '/api/v1/tasks/{id}/progress', {
    onMutate: async ({ params, body }) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData<Api<'PlanState'>>(queryKey);
      if (before) {
        const tasks = before.tasks.map((task) =>
          task.task_id === params.path.id ? { ...task, percent: body.percent ?? task.percent } : task,
        );
        queries.setQueryData(queryKey, { ...before, tasks });
      }
      return { before };
    },
    onError: (_error, _asked, kept) => {
      if (kept && typeof kept === 'object' && 'before' in kept) queries.setQueryData(queryKey, kept.before);
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey });
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/my-day'] });
    },
  });
}
