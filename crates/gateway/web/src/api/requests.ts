/** Resource requests: who asks whom for what; steps are shown at once, and taken back if the server refuses. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { type Api, api, http } from './client';
import { allPages, MOST } from './pages';

export type ResourceRequest = Api<'ResourceRequest'>;
export type RequestStatus = Api<'RequestStatus'>;
export type RequestKind = Api<'ResourceKind'>;
export type RequestStep = 'submit' | 'approve' | 'reject' | 'withdraw' | 'fulfil';

export const KINDS: RequestKind[] = ['people', 'budget', 'tool', 'data'];
export const STATUSES: RequestStatus[] = ['draft', 'submitted', 'approved', 'rejected', 'withdrawn', 'fulfilled'];

const LIST = '/api/v1/requests';

/** What the server narrows a list by. */
export interface RequestFilter {
  status?: RequestStatus;
  /** The department asked. */
  department?: string;
}

function allRequests(filter: RequestFilter, signal: AbortSignal): Promise<ResourceRequest[]> {
  return allPages((page_token) =>
    http.GET(LIST, { params: { query: { ...filter, page_size: MOST, page_token } }, signal }),
  );
}

export function useRequests(filter: RequestFilter = {}) {
  return useQuery({
    queryKey: ['get', LIST, { params: { query: filter } }, 'all'],
    queryFn: ({ signal }) => allRequests(filter, signal),
  });
}

/** One of them. */
export function useRequest(id: string) {
  const list = useRequests();
  return { ...list, data: list.data && { request: list.data.find((one) => one.id === id), all: list.data } };
}

async function take(request: ResourceRequest, step: RequestStep, body: Api<'RequestMove'>) {
  const read = {
    params: { path: { id: request.id } },
    // What somebody else did meanwhile is not overwritten unseen.
    headers: { 'if-match': `"${request.version}"` },
    body,
  };
  const answer = await (step === 'submit'
    ? http.POST('/api/v1/requests/{id}/submit', read)
    : step === 'approve'
      ? http.POST('/api/v1/requests/{id}/approve', read)
      : step === 'reject'
        ? http.POST('/api/v1/requests/{id}/reject', read)
        : step === 'withdraw'
          ? http.POST('/api/v1/requests/{id}/withdraw', read)
          : http.POST('/api/v1/requests/{id}/fulfil', read));
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (answer.error) throw answer.error;
  return answer.data;
}

const AFTER: Record<RequestStep, RequestStatus> = {
  submit: 'submitted',
  approve: 'approved',
  reject: 'rejected',
  withdraw: 'withdrawn',
  fulfil: 'fulfilled',
};

/** Takes a step with a request: every list that is open shows it at once. */
export function useRequestStep() {
  const queries = useQueryClient();
  const put = (next: ResourceRequest) =>
    queries.setQueriesData<ResourceRequest[]>({ queryKey: ['get', LIST] }, (rows) =>
      rows?.map((row) => (row.id === next.id ? next : row)),
    );
  return useMutation({
    mutationFn: ({ request, step, body }: { request: ResourceRequest; step: RequestStep; body: Api<'RequestMove'> }) =>
      take(request, step, body),
    onMutate: async ({ request, step, body }) => {
      await queries.cancelQueries({ queryKey: ['get', LIST] });
      put({ ...request, status: AFTER[step], decision_note: body.note ?? request.decision_note, overdue: false });
    },
    onError: (_error, { request }) => put(request),
    onSuccess: ({ request }) => put(request),
    onSettled: () => void queries.invalidateQueries(),
  });
}

export function useNewRequest() {
  const queries = useQueryClient();
  return api.useMutation('post', '/api/v1/plans/{plan}/requests', {
    onSettled: () => void queries.invalidateQueries(),
  });
}
