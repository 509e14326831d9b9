/** Load of people against what they can work, who is away, and what would help. Nothing here writes. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';

import { type Api, api, http } from './client';
import { allPages, MOST } from './pages';

export type PersonLoad = Api<'PersonLoad'>;
export type LoadBucket = Api<'LoadBucket'>;
export type ReliefWish = Api<'ReliefWish'>;

export interface LoadQuestion {
  /** One person, or everybody in a department and those below it. */
  person: string;
  department: string;
  /** ISO 8601, both included. */
  from: string;
  to: string;
  by: Api<'LoadBy'>;
}

export function useLoad({ person, department, from, to, by }: LoadQuestion) {
  const asked = person ? { person } : { department };
  return api.useQuery(
    'get',
    '/api/v1/load',
    { params: { query: { ...asked, from, to, by } } },
    { enabled: Boolean(from && (person || department)), placeholderData: keepPreviousData },
  );
}

/** Absences that touch a span of days. */
export function useAbsences(from: string, to: string) {
  return useAbsencesOf({ from, to }, Boolean(from));
}

export function useAbsencesOf(span: { from: string; to?: string }, enabled: boolean) {
  return useQuery({
    queryKey: ['get', '/api/v1/directory/absences', 'all', span],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/directory/absences', {
          params: { query: { ...span, page_size: MOST, page_token } },
          signal,
        }),
      ),
    }),
    enabled,
  });
}

export function useTask(id: string) {
  return useQuery(taskOf(id));
}

export function taskOf(id: string) {
  return api.queryOptions('get', '/api/v1/tasks/{id}', { params: { path: { id } } }, { enabled: Boolean(id) });
}

/** Who could take a task, the best first. */
export function useCandidates(task: string, most: number, department?: string) {
  return api.useQuery(
    'get',
    '/api/v1/tasks/{id}/candidates',
    { params: { path: { id: task }, query: { most, ...(department ? { department } : {}) } } },
    { enabled: Boolean(task), retry: false },
  );
}

/** What each wish would do, in their order; undefined until it is known, or where the server refuses the question. */
export function useReliefs(wishes: ReliefWish[]) {
  return useQueries({
    queries: wishes.map((body) => api.queryOptions('post', '/api/v1/load/relief', { body }, { retry: false })),
    combine: (answers) => ({
      found: answers.map(({ data }) => data),
      isPending: answers.some(({ isPending }) => isPending),
      error: answers.find(({ error }) => error)?.error,
    }),
  });
}
