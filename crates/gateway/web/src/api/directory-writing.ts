/** Writing the directory: rows whole, matched by code, all or nothing. */
import { useQueryClient } from '@tanstack/react-query';

import type { Api } from './client';
import { useAbsencesOf } from './load';

export type Absence = Api<'Absence'>;
export type Calendar = Api<'WorkCalendar'>;

/** What is written changes who may do what, loads and forecasts. */
export function useDirectoryChange() {
  const queries = useQueryClient();
  return { onSettled: () => void queries.invalidateQueries() };
}

/** Absences that have not ended on a day. */
export function useAbsences(from: string | undefined) {
  return useAbsencesOf({ from: from ?? '' }, from !== undefined);
}

/** A code that nobody gave: an absence has no name of its own. */
export function absenceCode({ person, from }: Pick<Absence, 'person' | 'from'>, taken: readonly string[]): string {
  const base = `${person}-${from}`;
  let code = base;
  for (let next = 2; taken.includes(code); next += 1) code = `${base}-${next}`;
  return code;
}
