import { expect, test } from 'vitest';

import type { Api } from '@/api/client';
import type { PlanState } from '@/api/plan';

import { nodesOf, placed, SIZE } from './graph';

const goals = [
  { id: 'g1', code: 'G1', description: 'sell', parent_id: 'company' },
  { id: 'g2', code: 'G2', description: 'serve', parent_id: 'k1' },
] as unknown as Api<'Goal'>[];
const state = {
  goals: [{ goal_id: 'g1', light: 'red' }],
  key_results: [{ key_result_id: 'k1', goal_id: 'g1', code: 'KR1', light: 'yellow', attainment: 0.4 }],
  tasks: [
    { key_result_id: 'k1', status: 'done' },
    { key_result_id: 'k1', status: 'late' },
  ],
} as unknown as PlanState;

test('everything hangs under what it supports, and what another plan has is there too', () => {
  const nodes = nodesOf(goals, state);
  expect(nodes.map(({ id, kind, parent, light }) => [id, kind, parent, light])).toEqual([
    ['g1', 'goal', 'company', 'red'],
    ['g2', 'goal', 'k1', undefined],
    ['k1', 'keyResult', 'g1', 'yellow'],
    ['company', 'above', undefined, undefined],
  ]);
  expect(nodes[2]).toMatchObject({ done: 1, tasks: 2 });
});

test('a level stands below the one above it', () => {
  const at = placed(nodesOf(goals, state));
  const y = (id: string) => at.get(id)?.y ?? NaN;
  expect(y('g1') - y('company')).toBeGreaterThan(SIZE.height);
  expect(y('k1') - y('g1')).toBeGreaterThan(SIZE.height);
  expect(y('g2') - y('k1')).toBeGreaterThan(SIZE.height);
});

test('siblings stand in the order of the plan', () => {
  const results = ['k1', 'k2', 'k3'].map((id) => ({ key_result_id: id, goal_id: 'g', code: id }));
  const plan = { goals: [], key_results: results, tasks: [] } as unknown as PlanState;
  const at = placed(nodesOf([{ id: 'g', code: 'G', description: '' }] as unknown as Api<'Goal'>[], plan));
  const x = (id: string) => at.get(id)?.x ?? NaN;
  expect(x('k1')).toBeLessThan(x('k2'));
  expect(x('k2')).toBeLessThan(x('k3'));
});
