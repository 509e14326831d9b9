/** Budgets, tools and data sets: found by the server, and known by their codes. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { batched, listOf } from './by-code';
import { type Api, http } from './client';
import { MOST } from './pages';
import { useSettled } from './settled';

interface Rows {
  budget: Api<'Budget'>;
  tool: Api<'Tool'>;
  data: Api<'DataSet'>;
}
export type CodedKind = keyof Rows;

const PATHS = {
  budget: '/api/v1/budgets',
  tool: '/api/v1/directory/tools',
  data: '/api/v1/directory/data-sets',
} as const;
/** Found ones to choose from; who has more types more. */
const FOUND = 50;

interface Wanted {
  search?: string;
  codes?: string;
  department?: string;
}

/** The three lists are asked alike and answer rows of their own. */
async function listed<Kind extends CodedKind>(
  kind: Kind,
  wanted: Wanted,
  size: number,
  signal?: AbortSignal,
): Promise<Rows[Kind][]> {
  const { data, error } = await http.GET(PATHS[kind] as '/api/v1/budgets', {
    params: { query: { ...wanted, page_size: size, page_token: '' } },
    ...(signal ? { signal } : {}),
  });
  // As the client's own hooks do: the refusal itself is what a page shows.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (error) throw error;
  return data.items as Rows[Kind][];
}

const one = {
  budget: batched((codes) => listed('budget', { codes: listOf(codes) }, MOST)),
  tool: batched((codes) => listed('tool', { codes: listOf(codes) }, MOST)),
  data: batched((codes) => listed('data', { codes: listOf(codes) }, MOST)),
};

/** One by its code, together with others that a page names; null where there is none. */
export function useCoded<Kind extends CodedKind>(kind: Kind, code: string | null | undefined) {
  return useQuery({
    queryKey: ['get', PATHS[kind], { code }],
    queryFn: () => one[kind](code ?? '') as Promise<Rows[Kind] | null>,
    enabled: Boolean(code),
  });
}

/** Those whose code or name has what was typed. */
export function useCodedFound<Kind extends CodedKind>(kind: Kind, typed: string, department = '') {
  const search = useSettled(typed.trim());
  return useQuery({
    queryKey: ['get', PATHS[kind], { search, department }],
    queryFn: ({ signal }) => listed(kind, { search, ...(department ? { department } : {}) }, FOUND, signal),
    placeholderData: keepPreviousData,
  });
}
