/** Tasks of a plan to choose from, found by the server: a plan may have thousands. */
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';

import { type Api, http } from './client';
import { useSettled } from './settled';

const TASKS = '/api/v1/plans/{plan}/tasks';
/** Found ones to choose from; who has more types more. */
const FOUND = 50;
/** An id has 36 letters, a code hardly ever. */
const ID = /^[0-9a-f-]{36}$/i;

async function found(plan: string, search: string, size: number, signal: AbortSignal): Promise<Api<'Task'>[]> {
  const { data, error } = await http.GET(TASKS, {
    params: { path: { plan }, query: { search, page_size: size, page_token: '' } },
    signal,
  });
  // As the client's own hooks do: the refusal itself is what a page shows.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (error) throw error;
  return data.items;
}

/** Tasks whose code or name has what was typed. */
export function useTasksFound(plan: string, typed: string) {
  const search = useSettled(typed.trim());
  return useQuery({
    queryKey: ['get', TASKS, { params: { path: { plan } } }, 'found', search],
    queryFn: ({ signal }) => found(plan, search, FOUND, signal),
    placeholderData: keepPreviousData,
  });
}

/** The task that an address names by id or code; null where the plan has none. */
export function useTaskNamed(plan: string, name: string | null) {
  return useQuery({
    queryKey: ['get', TASKS, { params: { path: { plan } } }, 'named', name],
    queryFn: name === null ? skipToken : ({ signal }) => named(plan, name, signal),
  });
}

async function named(plan: string, name: string, signal: AbortSignal): Promise<Api<'Task'> | null> {
  if (ID.test(name)) {
    const { data, error } = await http.GET('/api/v1/tasks/{id}', { params: { path: { id: name } }, signal });
    if (data) return data;
    if (error.status === 404) return null;
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw error;
  }
  return (await found(plan, name, 500, signal)).find(({ code }) => code === name) ?? null;
}
