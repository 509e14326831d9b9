import { expect, it } from 'vitest';

import { gateGroups } from './Gates';
import { periodAfter } from './next';

it('goes on with the next quarter', () => {
  const q3 = { code: '2026Q3-SALES', title: '2026年第三季度', period_start: '2026-07-01', period_end: '2026-09-30' };
  const q4 = { code: '2026Q4-SALES', title: '2026年第四季度', period_start: '2026-10-01', period_end: '2026-12-31' };
  const q1 = { code: '2027Q1-SALES', title: '2027年第一季度', period_start: '2027-01-01', period_end: '2027-03-31' };
  expect(periodAfter(q3)).toEqual(q4);
  expect(periodAfter(q4)).toEqual(q1);
});

it('goes on with the next year, and for as many days where it is neither', () => {
  expect(
    periodAfter({ code: 'A2026', title: '2026', period_start: '2026-01-01', period_end: '2026-12-31' }),
  ).toMatchObject({ code: 'A2027', title: '2027', period_start: '2027-01-01', period_end: '2027-12-31' });
  expect(
    periodAfter({ code: 'S1', title: 'Sprint', period_start: '2026-07-06', period_end: '2026-07-17' }),
  ).toMatchObject({ code: 'S1-2', title: 'Sprint', period_start: '2026-07-18', period_end: '2026-07-29' });
});

it('puts what keeps a plan open together by rule', () => {
  const gate = (rule: string, row: string) => ({ rule, row }) as Parameters<typeof gateGroups>[0][number];
  const groups = gateGroups([gate('REV-001', 'T1'), gate('REV-003', 'KR1'), gate('REV-001', 'T2')]);
  expect(groups.map(({ rule, rows }) => [rule, rows.length])).toEqual([
    ['REV-001', 2],
    ['REV-003', 1],
  ]);
});
