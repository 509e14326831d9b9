/**
 * People and departments by their codes, known everywhere. Departments are read whole; of people so many as a small organisation has,
 * and where there are more, those that a page names are asked for by their codes, many at once.
 */
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { listOf, partsOf } from './by-code';
import { type Api, http } from './client';
import { allPages, MOST } from './pages';
import { useSettled } from './settled';

type Person = Api<'Person'>;
type Department = Api<'Department'>;

const LIVE_LONG = { staleTime: 10 * 60_000 };
const PEOPLE = '/api/v1/people';
const DEPARTMENTS = '/api/v1/departments';
/** Found ones to choose from; who has more types more. */
const FOUND = 50;
/** Names asked for within this time are one question. */
const GATHER_MS = 25;

interface Wanted {
  search?: string;
  codes?: string;
  department?: string;
  with_total?: boolean;
}

async function peopleOf(wanted: Wanted, size: number, signal?: AbortSignal) {
  const { data, error } = await http.GET(PEOPLE, {
    params: { query: { ...wanted, page_size: size, page_token: '' } },
    ...(signal ? { signal } : {}),
  });
  // As the client's own hooks do: the refusal itself is what a page shows.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (error) throw error;
  return { people: data.items, whole: !data.next_page_token, total: data.total_size ?? data.items.length };
}

function allDepartments(signal: AbortSignal): Promise<Department[]> {
  return allPages((page_token) =>
    http.GET(DEPARTMENTS, { params: { query: { page_size: MOST, page_token } }, signal }),
  );
}

type Names = Record<string, Person>;
/** The key begins as those of other questions about people do, so that live updates know it. */
const NAMES = ['get', PEOPLE, 'by-code'] as const;
/** Codes that a page has named so far. */
const named = new Set<string>();
let waiting: string[] = [];

async function byCode(codes: readonly string[]): Promise<Names> {
  const found = await Promise.all(partsOf(codes).map((part) => peopleOf({ codes: listOf(part) }, MOST)));
  return Object.fromEntries(found.flatMap(({ people }) => people).map((person) => [person.code, person]));
}

/** Asks for somebody whom a page names, together with others that it names. */
function ask(queries: QueryClient, code: string) {
  if (!code || named.has(code)) return;
  named.add(code);
  waiting.push(code);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const codes = waiting;
    waiting = [];
    byCode(codes).then(
      (found) => queries.setQueryData<Names>(NAMES, (before) => ({ ...before, ...found })),
      // Whoever is named again is asked for again.
      () => codes.forEach((one) => named.delete(one)),
    );
  }, GATHER_MS);
}

/** The people of a small organisation, or the first of a large one. */
function useFirstPeople() {
  return useQuery({
    queryKey: ['get', PEOPLE, 'first'],
    queryFn: ({ signal }) => peopleOf({}, MOST, signal),
    ...LIVE_LONG,
  });
}

export function useDirectory() {
  const queries = useQueryClient();
  const first = useFirstPeople();
  const departments = useQuery({
    queryKey: ['get', DEPARTMENTS, 'all'],
    queryFn: ({ signal }) => allDepartments(signal),
    ...LIVE_LONG,
  });
  const whole = first.data?.whole ?? true;
  const names = useQuery({
    queryKey: NAMES,
    queryFn: async () => ({ ...queries.getQueryData<Names>(NAMES), ...(await byCode([...named])) }),
    enabled: !whole,
    ...LIVE_LONG,
  });
  return useMemo(() => {
    const people = new Map(first.data?.people.map((person) => [person.code, person]));
    const all = new Map(departments.data?.map((department) => [department.code, department]));
    return {
      isPending: first.isPending || departments.isPending,
      /** Whether `people` are all of them. */
      whole,
      people: first.data?.people ?? [],
      departments: departments.data ?? [],
      person: (code: string): Person | undefined => {
        const found = people.get(code) ?? names.data?.[code];
        if (!found && !whole) ask(queries, code);
        return found;
      },
      department: (code: string): Department | undefined => all.get(code),
    };
  }, [queries, first.data, departments.data, names.data, whole, first.isPending, departments.isPending]);
}

/** People whose code or name has what was typed: all of a small organisation, found by the server in a large one. */
export function usePeopleFound(typed: string, department = '') {
  const { whole, people } = useDirectory();
  const search = useSettled(typed.trim());
  const found = useQuery({
    queryKey: ['get', PEOPLE, { search, department }],
    queryFn: ({ signal }) => peopleOf({ search, ...(department ? { department } : {}) }, FOUND, signal),
    enabled: !whole,
    placeholderData: keepPreviousData,
  });
  const here = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return people.filter(
      ({ code, name, department: home }) =>
        (!department || home === department) && [code, name].some((text) => text.toLowerCase().includes(wanted)),
    );
  }, [people, typed, department]);
  return whole
    ? { people: here, more: false, isFetching: false }
    : { people: found.data?.people ?? [], more: !(found.data?.whole ?? true), isFetching: found.isFetching };
}

/** How many people a department has. */
export function useMembers(department: string) {
  return useQuery({
    queryKey: ['get', PEOPLE, { members: department }],
    queryFn: async ({ signal }) => (await peopleOf({ department, with_total: true }, 1, signal)).total,
    ...LIVE_LONG,
  });
}
