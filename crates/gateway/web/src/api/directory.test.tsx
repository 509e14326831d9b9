import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';

import { useDirectory } from './directory';

interface Asked {
  params: { query: { codes?: string } };
}

const server = vi.hoisted(() => ({ more: false, codes: [] as string[] }));

vi.mock('./client', () => ({
  http: {
    GET: (path: string, { params: { query } }: Asked) => {
      if (query.codes) server.codes.push(query.codes);
      const people = (query.codes?.split(',') ?? ['P1']).map((code) => ({ code, name: `person ${code}` }));
      const items = path.endsWith('people') ? people : [];
      const next = server.more && !query.codes && items.length ? 'more' : '';
      return Promise.resolve({ data: { items, next_page_token: next } });
    },
  },
}));

beforeEach(() => {
  server.codes = [];
});

function inDirectory(more: boolean) {
  server.more = more;
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  return renderHook(() => useDirectory(), { wrapper }).result;
}

it('asks for those whom a page names all at once, where there are too many to know them all', async () => {
  const directory = inDirectory(true);
  await waitFor(() => expect(directory.current.whole).toBe(false));
  for (const code of ['P1', 'P700', 'P701', 'P700']) directory.current.person(code);
  await waitFor(() => expect(directory.current.person('P701')?.name).toBe('person P701'));
  expect(directory.current.person('P1')?.name).toBe('person P1');
  expect(server.codes).toEqual(['P700,P701']);
});

it('asks for nobody where everybody is known', async () => {
  const directory = inDirectory(false);
  await waitFor(() => expect(directory.current.person('P1')).toBeDefined());
  expect(directory.current.whole).toBe(true);
  expect(directory.current.person('P9')).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(server.codes).toEqual([]);
});
