import { expect, test } from 'vitest';

import type { Api } from '@/api/client';
import { asksWhenBegun } from '@/api/progress';
import { workdays } from '@/views/gantt/workdays';

import { isRunning } from './RunningTasks';
import { byTonight, taps } from './TaskCard';
import { toProgress } from './UpdateForm';

test('one tap never goes backwards and never finishes a task', () => {
  expect(taps(40, 63.4)).toEqual({ asPlanned: 63, more: 50 });
  expect(taps(70, 63)).toEqual({ asPlanned: undefined, more: 80 });
  expect(taps(95, 100)).toEqual({ asPlanned: undefined, more: undefined });
});

test('as planned is what the plan asks for by this evening', () => {
  const task = { planned_start: '2026-07-01', planned_end: '2026-07-14', planned_percent: 20 };
  expect(byTonight(task, '2026-07-03', workdays())).toBe(30);
  // A Sunday asks for nothing more than the Friday before it.
  expect(byTonight(task, '2026-07-05', workdays())).toBe(30);
  expect(byTonight(task, '2026-08-01', workdays())).toBe(100);
  expect(byTonight(task, '2026-06-30', workdays())).toBe(20);
});

test('a task waits for an update from the day it should begin until it is done', () => {
  const task = {
    status: 'not_started',
    planned_start: '2026-07-02',
    actual_start: null,
  } as unknown as Api<'TaskForecast'>;
  expect(isRunning(task, '2026-07-01')).toBe(false);
  expect(isRunning(task, '2026-07-02')).toBe(true);
  expect(isRunning({ ...task, actual_start: '2026-07-01' }, '2026-07-01')).toBe(true);
  expect(isRunning({ ...task, status: 'done' }, '2026-07-09')).toBe(false);
});

test('a finished task has a day, evidence and nothing left', () => {
  expect(
    toProgress(
      { percent: 100, evidence: 'a.pdf', remaining_days: 4, blocked: true, blocker_cause: 'people' },
      '2026-07-09',
    ),
  ).toEqual({
    percent: 100,
    note: '',
    actual_finish: '2026-07-09',
    evidence: 'a.pdf',
    remaining_days: 0,
  });
});

test('when the work began and ended is what was said, never made up of today', () => {
  const said = { percent: 100, evidence: 'a.pdf', actual_start: '2026-06-29', actual_finish: '2026-07-08' };
  expect(toProgress(said, '2026-07-09')).toMatchObject({ actual_start: '2026-06-29', actual_finish: '2026-07-08' });
  expect(toProgress({ percent: 40 }, '2026-07-09')).not.toHaveProperty('actual_start');
});

test('who finishes a task that nobody has begun, or reports on one that should have begun, is asked when it began', () => {
  const task = { actual_start: null, planned_start: '2026-07-02' };
  expect(asksWhenBegun(task, 100, '2026-07-02')).toBe(true);
  expect(asksWhenBegun(task, 30, '2026-07-02')).toBe(false);
  expect(asksWhenBegun(task, 30, '2026-07-03')).toBe(true);
  // Nothing was done: it has not begun.
  expect(asksWhenBegun(task, 0, '2026-07-03')).toBe(false);
  expect(asksWhenBegun({ ...task, actual_start: '2026-07-02' }, 100, '2026-07-03')).toBe(false);
});

test('a blocker has a cause', () => {
  const said = toProgress(
    { percent: 40, blocked: true, blocker_cause: 'people', blocker: 'ill', note: 'n' },
    '2026-07-09',
  );
  expect(said).toEqual({ percent: 40, note: 'n', blocker_cause: 'people', blocker: 'ill' });
});
