/** Check-ins of a key result: shown at once, put back if the server refuses. */
import { useQueryClient } from '@tanstack/react-query';

import { api, type Api } from './client';

export type CheckIn = Api<'CheckIn'>;

export function checkInsOf(id: string) {
  return api.queryOptions('get', '/api/v1/key-results/{id}/check-ins', {
    params: { path: { id }, query: { page_size: 500, page_token: '' } },
  });
}

export function useCheckIn(id: string, by: string, today: string) {
  const queries = useQueryClient();
  const { queryKey } = checkInsOf(id);
  return api.useMutation('post', '/api/v1/key-results/{id}/check-ins', {
    onMutate: async ({ body }) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData<{ items: CheckIn[] }>(queryKey);
      if (before) {
        const guess: CheckIn = {
          id: 'guess',
          key_result_id: id,
          value: body.value,
          confidence: body.confidence ?? null,
          note: body.note ?? '',
          as_of: today,
          by,
        };
        queries.setQueryData(queryKey, { ...before, items: [...before.items, guess] });
      }
      return { before };
    },
    onError: (_error, _asked, kept) => {
      if (kept && typeof kept === 'object' && 'before' in kept) queries.setQueryData(queryKey, kept.before);
    },
    onSettled: () => void queries.invalidateQueries(),
  });
}
