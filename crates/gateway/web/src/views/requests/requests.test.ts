import { expect, test } from 'vitest';

import type { ResourceRequest } from '@/api/requests';
import type { Session } from '@/api/session';
import { workdays } from '@/views/gantt/workdays';

import { daysLeft, nextCode, readInbox, sorted, stepsOf, waitsFor } from './inbox';

const request: ResourceRequest = {
  id: '1',
  plan_id: 'P',
  task_id: 'T',
  code: 'R1',
  kind: 'people',
  description: '',
  requested_by: 'P11',
  requested_from: 'MKT',
  requested_at: '2026-07-01',
  expected_arrival: '2026-07-10',
  unit: '',
  note: '',
  status: 'submitted',
  decision_note: '',
  decision_due: '2026-07-03',
  decider: 'P02',
  version: 1,
};
const me = (person: string | undefined, ...roles: Session['roles']): Session => ({
  token: '',
  subject: 'somebody',
  person,
  roles,
  expires: 0,
});

test('a request waits for its decider, and for a manager who is nobody in the directory; never for who asked', () => {
  expect(waitsFor(request, me('P02'))).toBe(true);
  expect(waitsFor(request, me('P03', { role: 'manager', department: '*' }))).toBe(false);
  expect(waitsFor(request, me(undefined, { role: 'manager', department: 'MKT' }))).toBe(true);
  expect(waitsFor({ ...request, requested_by: 'P02' }, me('P02'))).toBe(false);
  expect(waitsFor({ ...request, status: 'approved' }, me('P02'))).toBe(false);
});

test('the workflow leaves nothing to do where it has ended, and nobody decides their own', () => {
  expect(stepsOf('submitted', true)).toEqual(['withdraw']);
  expect(stepsOf('submitted', false)[0]).toBe('approve');
  expect(stepsOf('approved', false)[0]).toBe('fulfil');
  expect([...stepsOf('rejected', true), ...stepsOf('withdrawn', true), ...stepsOf('fulfilled', true)]).toEqual([]);
});

test('time left counts working days, on both sides of the day', () => {
  const calendar = workdays();
  // From Friday to Monday is one; back again one too.
  expect(daysLeft(calendar, '2026-07-03', '2026-07-06')).toBe(1);
  expect(daysLeft(calendar, '2026-07-06', '2026-07-03')).toBe(-1);
  expect(daysLeft(calendar, '2026-07-06', '2026-07-06')).toBe(0);
});

test('what waits comes first, by its deadline; then the newest', () => {
  const rows = [
    { ...request, code: 'R1', status: 'approved' as const, requested_at: '2026-07-01' },
    { ...request, code: 'R2', status: 'rejected' as const, requested_at: '2026-07-02' },
    { ...request, code: 'R10', decision_due: '2026-07-09' },
    { ...request, code: 'R9', decision_due: '2026-07-09' },
    { ...request, code: 'R3', decision_due: '2026-07-02' },
  ];
  expect(sorted(rows).map(({ code }) => code)).toEqual(['R3', 'R9', 'R10', 'R2', 'R1']);
});

test('the next code follows the highest, whatever others are called', () => {
  expect(nextCode(['R1', 'R10', 'R2', 'X-7'])).toBe('R11');
  expect(nextCode([])).toBe('R1');
});

test('the address is read with what is usual for the reader', () => {
  expect(readInbox(new URLSearchParams('kind=money&status=approved&q=x'), 'mine')).toEqual({
    show: 'mine',
    kind: '',
    status: 'approved',
    text: 'x',
  });
  expect(readInbox(new URLSearchParams('show=all'), 'mine').show).toBe('all');
});
