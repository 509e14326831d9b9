/** Every task of a plan as it is planned: what the chart knows besides lights and forecasts. */
import { useQuery } from '@tanstack/react-query';

import { type Api, api, http } from './client';

export type Task = Api<'Task'>;

const PAGE = 500;

/** Page after page, as the list gives them. */
async function allTasks(plan: string, signal: AbortSignal): Promise<Task[]> {
  const found: Task[] = [];
  for (let token = ''; ;) {
    const { data, error } = await http.GET('/api/v1/plans/{plan}/tasks', {
      params: { path: { plan }, query: { page_size: PAGE, page_token: token } },
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

export function useAllTasks(plan: string) {
  return useQuery({ queryKey: allTasksKey(plan), queryFn: ({ signal }) => allTasks(plan, signal) });
}

/** Working calendars of departments and people. */
export function useCalendars() {
  return api.useQuery('get', '/api/v1/directory/calendars', { params: { query: { page_size: 500, page_token: '' } } });
}
