import { expect, test } from 'vitest';

import type { PlanState } from '@/api/plan';

import { type Change, question, read, write } from './changes';
import { calendarDays, comesToBeLate } from './Outcome';

const plan = {
  tasks: [{ code: 'T7', task_id: 'id-of-T7' }],
  goals: [{ code: 'G1', goal_id: 'id-of-G1' }],
  key_results: [],
} as unknown as PlanState;

const every: Change[] = [
  { kind: 'slip', task: 'T7', count: -2 },
  { kind: 'people', task: 'T7', count: 1 },
  { kind: 'move', task: 'T7', from: '2026-08-03', to: '2026-08-10' },
  { kind: 'owner', task: 'T:7 甲', person: 'P-ZHANG' },
  { kind: 'cancel', task: 'T7' },
  { kind: 'away', person: 'P1', from: '2026-08-03', to: '' },
  { kind: 'drop', predecessor: 'T3', successor: 'T9' },
  { kind: 'deadline', subject: 'KR1', to: '2026-09-30' },
];

test('what goes into the address comes out of it', () => {
  for (const change of every) expect(read(write(change))).toEqual(change);
});

test('what nobody here wrote is no change', () => {
  for (const text of ['', 'slip', 'slip:T7', 'slip:T7:many', 'move:T7:2026-08-03', 'nonsense:T7', 'cancel:%']) {
    expect(read(text), text).toBeUndefined();
  }
});

test('a task is asked about once, whatever happens to it', () => {
  expect(
    question(
      [
        { kind: 'slip', task: 'T7', count: 2 },
        { kind: 'slip', task: 'T7', count: 3 },
        { kind: 'people', task: 'T7', count: 1 },
      ],
      plan,
    ),
  ).toEqual({ tasks: [{ task_id: 'id-of-T7', slip_days: 5, more_people: 1 }] });
});

test('a deadline is that of a goal or of a key result', () => {
  const asked = question(
    [
      { kind: 'deadline', subject: 'G1', to: '2026-09-30' },
      { kind: 'deadline', subject: 'KR1', to: '2026-09-15' },
    ],
    plan,
  );
  expect(asked).toEqual({
    goals: [{ goal_id: 'id-of-G1', deadline: '2026-09-30' }],
    key_results: [{ key_result_id: 'KR1', deadline: '2026-09-15' }],
  });
});

test('days between two dates, over a change of clocks too', () => {
  expect(calendarDays('2026-03-20', '2026-04-02')).toBe(13);
  expect(calendarDays('2026-10-30', '2026-10-20')).toBe(-10);
  expect(calendarDays(undefined, '2026-10-20')).toBeUndefined();
});

test('a deadline is missed by the change only where it would be kept without', () => {
  expect(comesToBeLate({ late_days_before: 0, late_days_after: 2 })).toBe(true);
  expect(comesToBeLate({ late_days_before: 1, late_days_after: 4 })).toBe(false);
  expect(comesToBeLate({ late_days_before: 3, late_days_after: 0 })).toBe(false);
  expect(comesToBeLate({})).toBe(false);
});
