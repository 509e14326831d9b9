/** By when a request is to be decided, and how long that is; by the calendar of the department that decides. */
import { useMemo } from 'react';

import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import { useCalendars } from '@/api/gantt';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';
import { layersOf, workdays } from '@/views/gantt/workdays';
import { useWords } from '@/words';

import { daysLeft } from './inbox';

export function Deadline({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const format = useFormat();
  const today = useToday();
  const { departments } = useDirectory();
  const calendars = useCalendars().data?.items;
  const calendar = useMemo(
    () => workdays(layersOf(request.requested_from, departments, calendars ?? [])),
    [request.requested_from, departments, calendars],
  );
  const { decision_due: due, status } = request;
  if (!due || !today || status !== 'submitted') return <span className="soft">{format.day(due)}</span>;
  const left = daysLeft(calendar, today, due);
  const said =
    due === today
      ? t('requests:leftToday')
      : due < today
        ? t('requests:overdue', { count: -left })
        : t('requests:leftDays', { count: left });
  return (
    <span className="request-deadline">
      <span className="numbers">{format.day(due)}</span>
      <span className={due <= today ? 'late' : 'soft'}>{said}</span>
    </span>
  );
}
