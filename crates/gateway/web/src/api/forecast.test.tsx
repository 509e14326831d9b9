import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';

import { useRisk } from './forecast';

const server = vi.hoisted(() => ({ asked: 0, refuses: false }));

vi.mock('./client', () => ({
  api: {
    queryOptions: (...queryKey: unknown[]) => ({
      queryKey,
      queryFn: () => {
        server.asked += 1;
        return server.refuses ? Promise.reject(new Error('no')) : Promise.resolve({ runs: server.asked });
      },
      retry: false,
    }),
  },
}));

beforeEach(() => {
  server.asked = 0;
  server.refuses = false;
});

function simulated() {
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useRisk('P', { runs: 0, seed: 1, correlation: 0 }), { wrapper });
  return { queries, result };
}

it('stays as it is when something happens, and says so until it is asked for again', async () => {
  const { queries, result } = simulated();
  await waitFor(() => expect(result.current.answer.data?.runs).toBe(1));
  expect(result.current.outdated).toBe(false);
  await act(() => queries.invalidateQueries());
  expect(result.current.outdated).toBe(true);
  expect(server.asked).toBe(1);
  await act(() => result.current.answer.refetch());
  await waitFor(() => expect(result.current.answer.data?.runs).toBe(2));
  expect(result.current.outdated).toBe(false);
});

it('is not outdated where it was refused', async () => {
  server.refuses = true;
  const { result } = simulated();
  await waitFor(() => expect(result.current.answer.error).not.toBeNull());
  expect(result.current.outdated).toBe(false);
});
