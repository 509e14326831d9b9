/** People and departments, read once and known everywhere. */
import { useMemo } from 'react';

import { api, type Api } from './client';

const LIVE_LONG = { staleTime: 10 * 60_000 };
const ALL = { params: { query: { page_size: 500, page_token: '' } } };

export function useDirectory() {
  const people = api.useQuery('get', '/api/v1/people', ALL, LIVE_LONG);
  const departments = api.useQuery('get', '/api/v1/departments', ALL, LIVE_LONG);
  return useMemo(() => {
    const byCode = new Map(people.data?.items.map((person) => [person.code, person]));
    const departmentByCode = new Map(departments.data?.items.map((department) => [department.code, department]));
    return {
      isPending: people.isPending || departments.isPending,
      people: people.data?.items ?? [],
      departments: departments.data?.items ?? [],
      person: (code: string): Api<'Person'> | undefined => byCode.get(code),
      department: (code: string): Api<'Department'> | undefined => departmentByCode.get(code),
    };
  }, [people.data, departments.data, people.isPending, departments.isPending]);
}
