import { expect, test } from 'vitest';

import { errorsFirst, type Finding, findingsOf } from './findings';

const finding = (table: string, row: string, severity: Finding['severity'] = 'warning') =>
  ({ table, row, severity, rule: `${table}-${row}` }) as Finding;

test('a task has what is said of it, of its milestones and of its updates, and nothing of others', () => {
  const ofPlan = [
    finding('tasks', 'T2'),
    finding('milestones', 'T1'),
    finding('tracking', 'T1'),
    finding('goals', 'T1'),
  ];
  expect(findingsOf({ code: 'T1', findings: [] }, ofPlan)).toEqual([ofPlan[1], ofPlan[2]]);
});

test("while the plan's are not there, a task has those of its forecast", () => {
  const findings = [finding('tasks', 'T1')];
  expect(findingsOf({ code: 'T1', findings }, undefined)).toBe(findings);
});

test('errors come first, and else the order stays', () => {
  const all = [finding('tasks', 'T1'), finding('goals', 'G1'), finding('tasks', 'T2', 'error')];
  expect(errorsFirst(all).map(({ row }) => row)).toEqual(['T2', 'T1', 'G1']);
});
