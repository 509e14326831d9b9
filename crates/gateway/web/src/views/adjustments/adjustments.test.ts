import { expect, it } from 'vitest';

import type { Adjustment } from '@/api/adjustments';
import { waitsFor } from '@/api/adjustments';
import type { Session } from '@/api/session';

import { changesOf, type Present, type Row, rowsOf, weightsAfter } from './draft';
import { placed } from './strip';

const present: Present[] = [
  {
    table: 'tasks',
    id: 't',
    code: 'T1',
    name: 'x',
    values: { planned_start: '2026-07-01', planned_end: '2026-07-10', owner: 'P1', state: 'open' },
  },
  { table: 'key_results', id: 'a', code: 'KR1', name: 'x', goal: 'g', values: { weight: '60', target: '10' } },
  { table: 'key_results', id: 'b', code: 'KR2', name: 'x', goal: 'g', values: { weight: '40', target: '10' } },
  { table: 'goals', id: 'g', code: 'G1', name: 'x', values: { deadline: '2026-09-30' } },
  { table: 'plan', id: 'p', code: 'P', name: 'x', values: { period_start: '2026-07-01', period_end: '2026-09-30' } },
];

it('applies only for what differs', () => {
  const rows: Row[] = [
    { table: 'tasks', id: 't', values: { planned_start: '2026-07-01', planned_end: '2026-07-20', state: 'cancelled' } },
    { table: 'key_results', id: 'a', values: { target: '12', weight: '60' } },
    { table: 'goals', id: 'g', values: { deadline: '2026-09-30' } },
    { table: 'plan', id: 'p', values: { period_end: '2026-10-31' } },
  ];
  expect(changesOf(rows, present)).toEqual({
    tasks: [{ task_id: 't', planned_end: '2026-07-20', cancel: true }],
    key_results: [{ key_result_id: 'a', target: 12 }],
    goals: [],
    period_end: '2026-10-31',
  });
});

it('reads back what it wrote', () => {
  const rows: Row[] = [
    { table: 'tasks', id: 't', values: { planned_end: '2026-07-20', owner: 'P2' } },
    { table: 'key_results', id: 'a', values: { weight: '0.5' } },
    { table: 'plan', id: 'p', values: { period_end: '2026-10-31' } },
  ];
  expect(rowsOf('p', changesOf(rows, present))).toEqual(rows);
});

it('adds up the weights of a goal after the change', () => {
  expect(weightsAfter([{ table: 'key_results', id: 'a', values: { weight: '50' } }], present)).toEqual([
    { goal: 'G1', sum: 90 },
  ]);
  expect(weightsAfter([{ table: 'key_results', id: 'a', values: { target: '50' } }], present)).toEqual([]);
});

it('waits for whoever decides at its tier, and never for the applicant', () => {
  const session = (person: string, role: 'manager' | 'executive', department: string): Session => {
    return { token: '', subject: person, person, roles: [{ role, department }], expires: 0 };
  };
  const of = (tier: Adjustment['tier'], decider: string) =>
    ({ status: 'submitted', applicant: 'P1', tier, decider }) as Adjustment;
  const home = () => 'MKT';
  expect(waitsFor(of('key_result_owner', 'P2'), session('P2', 'manager', 'SAL'), home)).toBe(true);
  expect(waitsFor(of('key_result_owner', 'P2, P3'), session('P2', 'manager', 'SAL'), home)).toBe(false);
  expect(waitsFor(of('department_head', 'SAL, MKT'), session('P2', 'manager', 'SAL'), home)).toBe(false);
  expect(waitsFor(of('department_head', 'SAL'), session('P2', 'manager', 'SAL'), home)).toBe(true);
  expect(waitsFor(of('department_head', 'SAL'), session('P1', 'manager', 'SAL'), home)).toBe(false);
  expect(waitsFor(of('superior', 'SAL'), session('P2', 'manager', 'SAL'), home)).toBe(false);
  expect(waitsFor(of('superior', 'SAL'), session('P2', 'executive', '*'), home)).toBe(true);
});

it('places days on one scale', () => {
  const { at, marks } = placed(['2026-07-01', '2026-08-25'], '2026-08-01');
  expect(at('2026-07-01')).toBeGreaterThan(0);
  expect(at('2026-08-25')).toBeLessThan(100);
  expect(at('2026-07-01')).toBeLessThan(at('2026-08-01'));
  expect(marks.map(({ day }) => day)).toEqual(['2026-07-01', '2026-08-01']);
  const weeks = placed(['2026-07-01', '2026-07-20'], '2026-07-08').marks;
  expect(weeks.map(({ day }) => day)).toEqual(['2026-07-06', '2026-07-13', '2026-07-20']);
});
