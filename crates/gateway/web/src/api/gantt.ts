/** Every task of a plan as it is planned: what the chart knows besides lights and forecasts. */
import { skipToken, useQuery } from '@tanstack/react-query';

import { type Api, http } from './client';
import { allPages, MOST } from './pages';

export type Task = Api<'Task'>;

/** Of one department or of all. */
function tasksOf(plan: string, department: string | undefined, signal: AbortSignal): Promise<Task[]> {
  const of = department === undefined ? {} : { department };
  return allPages((page_token) =>
    http.GET('/api/v1/plans/{plan}/tasks', {
      params: { path: { plan }, query: { page_size: MOST, page_token, ...of } },
      signal,
    }),
  );
}

/** The key begins as those of the other questions do, so that live updates know its plan. */
export function allTasksKey(plan: string) {
  return ['get', '/api/v1/plans/{plan}/tasks', { params: { path: { plan } } }, 'all'] as const;
}

/** A token leads from one page to the next only: what is long is asked for department by department, all at once. */
async function allTasks(plan: string, state: Shape, signal: AbortSignal): Promise<Task[]> {
  const departments = [...new Set(state.tasks.map(({ department }) => department))];
  if (state.tasks.length <= MOST || departments.length < 2) return tasksOf(plan, undefined, signal);
  const parts = await Promise.all(departments.map((department) => tasksOf(plan, department, signal)));
  return parts.flat();
}

type Shape = Pick<Api<'PlanState'>, 'tasks'>;

/** All tasks, once it is known how many there are, and whose: sooner where they are thousands. */
export function useManyTasks(plan: string, state: Shape | undefined) {
  return useQuery({
    queryKey: allTasksKey(plan),
    queryFn: state ? ({ signal }) => allTasks(plan, state, signal) : skipToken,
  });
}

/** Working calendars of departments and people. */
export function useCalendars() {
  return useQuery({
    queryKey: ['get', '/api/v1/directory/calendars', 'all'],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/directory/calendars', { params: { query: { page_size: MOST, page_token } }, signal }),
      ),
    }),
  });
}
