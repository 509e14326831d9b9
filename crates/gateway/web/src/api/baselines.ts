/** What a plan was when it was approved: baselines of its tasks, versions of its goals. */
import { useQuery } from '@tanstack/react-query';

import { http } from './client';
import { allPages, MOST } from './pages';

export function useBaselines(plan: string) {
  return useQuery({
    queryKey: ['get', '/api/v1/plans/{plan}/baselines', { params: { path: { plan } } }, 'all'],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/plans/{plan}/baselines', {
          params: { path: { plan }, query: { page_size: MOST, page_token } },
          signal,
        }),
      ),
    }),
  });
}

export function useVersions(plan: string) {
  return useQuery({
    queryKey: ['get', '/api/v1/plans/{plan}/versions', { params: { path: { plan } } }, 'all'],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/plans/{plan}/versions', {
          params: { path: { plan }, query: { page_size: MOST, page_token } },
          signal,
        }),
      ),
    }),
  });
}
