/** The entries of an audit chain, all of them, and those that are asked for. */
import { useQuery } from '@tanstack/react-query';

import { type Api, http } from '@/api/client';
import { allPages, MOST } from '@/api/pages';

export type Entry = Api<'AuditEntry'>;

/** Newest first; the key is that of the first page, so that events refresh it as they do any other. */
export function useEntries(plan: string) {
  return useQuery({
    queryKey: ['get', '/api/v1/plans/{plan}/audit-entries', { params: { path: { plan } } }],
    queryFn: async ({ signal }) => {
      const all = await allPages((page_token) =>
        http.GET('/api/v1/plans/{plan}/audit-entries', {
          params: { path: { plan }, query: { page_size: MOST, page_token } },
          signal,
        }),
      );
      return all.reverse();
    },
  });
}

export interface Asked {
  action: string;
  by: string;
  text: string;
}

/** What is empty is not asked. */
export function matching(entries: readonly Entry[], { action, by, text }: Asked): Entry[] {
  const part = text.trim().toLowerCase();
  return entries.filter(
    (entry) =>
      (!action || entry.action === action) &&
      (!by || entry.by === by) &&
      (!part || `${entry.subject} ${entry.data} ${entry.hash}`.toLowerCase().includes(part)),
  );
}

/** The content in one line: the figures of the entry without the braces; the text itself where it is no object. */
export function inShort(data: string): string {
  try {
    const told: unknown = JSON.parse(data);
    if (typeof told !== 'object' || told === null) return data;
    return Object.entries(told)
      .filter(([, value]) => typeof value !== 'object')
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join(' · ');
  } catch {
    return data;
  }
}
