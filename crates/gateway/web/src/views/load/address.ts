/** What the heat map shows, as the address has it. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export interface LoadAddress {
  by: 'week' | 'day';
  /** First day of the window, ISO 8601; empty: the week of today. */
  from: string;
  department: string;
  person: string;
  rows: 'people' | 'teams';
  over: boolean;
  as: 'chart' | 'table';
  /** Row and first day of the cell that is open, `P11:2026-08-03`. */
  cell: string;
}

const USUAL: LoadAddress = {
  by: 'week',
  from: '',
  department: '',
  person: '',
  rows: 'people',
  over: false,
  as: 'chart',
  cell: '',
};

export function readLoad(search: URLSearchParams): LoadAddress {
  const from = search.get('from') ?? '';
  return {
    by: search.get('by') === 'day' ? 'day' : 'week',
    from: /^\d{4}-\d\d-\d\d$/.test(from) ? from : '',
    department: search.get('department') ?? '',
    person: search.get('person') ?? '',
    rows: search.get('rows') === 'teams' ? 'teams' : 'people',
    over: search.get('over') === 'true',
    as: search.get('as') === 'table' ? 'table' : 'chart',
    cell: search.get('cell') ?? '',
  };
}

/** Only what differs from the usual is written. */
export function writeLoad(search: URLSearchParams, change: Partial<LoadAddress>): URLSearchParams {
  const written = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ ...readLoad(search), ...change })) {
    if (value === USUAL[name as keyof LoadAddress]) written.delete(name);
    else written.set(name, String(value));
  }
  return written;
}

export function useLoadAddress(): [LoadAddress, (change: Partial<LoadAddress>) => void] {
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => readLoad(search), [search]);
  const change = (next: Partial<LoadAddress>) =>
    setSearch((now) => writeLoad(now, next), { replace: true, preventScrollReset: true });
  return [address, change];
}
