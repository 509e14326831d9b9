/** The days that a department works: the public calendar, and what it and those above it noted of theirs. */
import { useMemo } from 'react';

import { useDirectory } from '@/api/directory';
import { useCalendars } from '@/api/gantt';

import { layersOf, workdays } from './workdays';

export function useCalendar(department: string) {
  const { departments } = useDirectory();
  const calendars = useCalendars().data?.items;
  return useMemo(
    () => workdays(layersOf(department, departments, calendars ?? [])),
    [department, departments, calendars],
  );
}
