/** What has been asked so far, of whoever is signed in: another person sees nothing of what the one before had been told. */
import { QueryClient } from '@tanstack/react-query';

import { asProblem } from '@/api/client';

/** A refusal stays one however often it is asked; only a dead line is worth another try. */
function worthRetrying(failures: number, error: unknown): boolean {
  const { status } = asProblem(error);
  return failures < 2 && (status === 0 || status >= 500);
}

let current: QueryClient | undefined;

export function makeQueries(): QueryClient {
  // What waits for a network without saying so would look done: everything is tried, and fails where there is none.
  const networkMode = 'always';
  current = new QueryClient({
    defaultOptions: { queries: { staleTime: 30_000, retry: worthRetrying, networkMode }, mutations: { networkMode } },
  });
  return current;
}

/** Asks before the view is there that shows the answer, so that it is on its way while the view is loaded. */
export function askAhead(ask: (queries: QueryClient) => Promise<unknown>): void {
  // A refusal is told by the view, which asks again.
  if (current) ask(current).catch(() => undefined);
}
