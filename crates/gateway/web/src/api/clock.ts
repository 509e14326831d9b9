/** The organisation's day, as the server has it: a demonstration runs on a simulated calendar. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { api } from './client';

/** A page that stays open over midnight notices within a minute. */
const LOOK_MS = 60_000;

/** ISO 8601; undefined until the server has answered. */
export function useToday(): string | undefined {
  return api.useQuery('get', '/api/v1/clock').data?.today;
}

/** Asks again for everything when the day is another one: no event tells that it is. */
export function useNewDays() {
  const queries = useQueryClient();
  const { data } = api.useQuery('get', '/api/v1/clock', {}, { refetchInterval: LOOK_MS });
  const last = useRef<string>(undefined);
  const today = data?.today;
  useEffect(() => {
    if (last.current && today && last.current !== today) void queries.invalidateQueries();
    if (today) last.current = today;
  }, [queries, today]);
}
