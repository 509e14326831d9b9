/** Every task of a plan as it is planned: what the chart knows besides lights and forecasts. */
import { skipToken, useQuery } from '@tanstack/react-query';

import { type Api, api, http } from './client';

export type Task = Api<'Task'>;

const PAGE = 500;

/** Page after page, as the list gives them; of one department or of all. */
async function tasksOf(plan: string, department: string | undefined, signal: AbortSignal): Promise<Task[]> {
  const found: Task[] = [];
  for (let token = ''; ;) {
    const { data, error } = await http.GET('/api/v1/plans/{plan}/tasks', {
      params: {
        path: { plan },
        query: { page_size: PAGE, page_token: token, ...(department === undefined ? {} : { department }) },
      },
      signal,
    });
    // As the client's own hooks do: the refusal itself is what a page shows.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (error) throw error;
    found.push(...data.items);
    if (!data.next_page_token) return found;
    token = data.next_page_token;
  }
}

/** The key begins as those of the other questions do, so that live updates know its plan. */
export function allTasksKey(plan: string) {
  return ['get', '/api/v1/plans/{plan}/tasks', { params: { path: { plan } } }, 'all'] as const;
}

/** A token leads from one page to the next only: what is long is asked for department by department, all at once. */
async function allTasks(plan: string, state: Shape, signal: AbortSignal): Promise<Task[]> {
  const departments = [...new Set(state.tasks.map(({ department }) => department))];
  if (state.tasks.length <= PAGE || departments.length < 2) return tasksOf(plan, undefined, signal);
  const parts = await Promise.all(departments.map((department) => tasksOf(plan, department, signal)));
  return parts.flat();
}

type Shape = Pick<Api<'PlanState'>, 'tasks'>;

export function useAllTasks(plan: string) {
  return useQuery({ queryKey: allTasksKey(plan), queryFn: ({ signal }) => tasksOf(plan, undefined, signal) });
}

/** The same, once it is known how many tasks there are, and whose: sooner where they are thousands. */
export function useManyTasks(plan: string, state: Shape | undefined) {
  return useQuery({
    queryKey: allTasksKey(plan),
    queryFn: state ? ({ signal }) => allTasks(plan, state, signal) : skipToken,
  });
}

/** Working calendars of departments and people. */
export function useCalendars() {
  return api.useQuery('get', '/api/v1/directory/calendars', { params: { query: { page_size: 500, page_token: '' } } });
}
