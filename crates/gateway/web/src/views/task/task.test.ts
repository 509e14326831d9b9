import { expect, test } from 'vitest';

import { mayPlan, mayTrack } from '@/api/task-changes';

import { heldOf, patchOf } from './held';
import { after, wrongWith } from './milestones';

const script = { id: 'a', name: 'script', due: '2026-07-10' };
const host = { id: 'b', name: 'host', due: '2026-07-08', reached_on: '2026-07-07' };

test('what is done to one milestone leaves the others as they are', () => {
  const all = [script, host];
  expect(after(all, { kind: 'reach', name: 'script', on: '2026-07-09' })).toEqual([
    { ...script, reached_on: '2026-07-09' },
    host,
  ]);
  expect(after(all, { kind: 'undo', name: 'host' })).toEqual([script, { id: 'b', name: 'host', due: '2026-07-08' }]);
  expect(after(all, { kind: 'remove', name: 'script' })).toEqual([host]);
  expect(after(all, { kind: 'add', name: 'live', due: '2026-07-20' })).toEqual([
    ...all,
    { name: 'live', due: '2026-07-20' },
  ]);
});

test('what the server says of the milestone that was added stands at its field, anything else does not', () => {
  const twice = { field: 'task.milestones[2].name', rule: 'r', value: '', description: 'taken', advice: 'another' };
  expect(wrongWith([twice], 2)).toEqual(new Map([['name', 'taken another']]));
  expect(wrongWith([twice, { ...twice, field: 'task.milestones[0].due' }], 2)).toBeUndefined();
  expect(wrongWith([], 2)).toBeUndefined();
});

test('its owner says what is reached; what is approved is a manager’s to change', () => {
  const task = { owner: 'P1', department: 'MKT' };
  const approved = { ...task, baseline: { start: '2026-07-01', end: '2026-07-02' } };
  const owner = { person: 'P1', roles: [] };
  const planner = { person: 'P2', roles: [{ role: 'contributor' as const, department: 'MKT' }] };
  const head = { person: 'P3', roles: [{ role: 'manager' as const, department: 'MKT' }] };
  const other = { person: 'P4', roles: [{ role: 'manager' as const, department: 'SAL' }] };
  expect([owner, planner, head, other].map((who) => mayTrack(who, approved))).toEqual([true, true, true, false]);
  expect([owner, planner, head, other].map((who) => mayPlan(who, approved))).toEqual([false, false, true, false]);
  expect([owner, planner, head, other].map((who) => mayPlan(who, task))).toEqual([false, true, true, false]);
});

test('of what a task is held to only what is another is sent, and then all of it', () => {
  const task = {
    constraints: { not_before: '2026-07-01', deadline: '2026-07-31' },
    estimate: { optimistic_days: 3, likely_days: 5, pessimistic_days: 9 },
  };
  const held = heldOf(task);
  expect(held).toEqual({ ...task.constraints, ...task.estimate });
  expect(patchOf(task, held)).toEqual({});
  expect(patchOf(task, { ...held, deadline: '', start_on: '2026-07-03' })).toEqual({
    constraints: { not_before: '2026-07-01', start_on: '2026-07-03' },
  });
  expect(patchOf(task, { ...held, optimistic_days: null, likely_days: null, pessimistic_days: null })).toEqual({
    estimate: {},
  });
  expect(patchOf({}, { likely_days: 4 })).toEqual({ estimate: { likely_days: 4 } });
});
