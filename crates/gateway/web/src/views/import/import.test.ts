import { expect, test } from 'vitest';

import { typeOf } from '@/api/workbooks';

import { bySheet, corner, split } from './places';

test('a place is a sheet and a cell', () => {
  expect(split('任务!E5')).toEqual({ sheet: '任务', cell: 'E5' });
  expect(split('Go! Now!AB12')).toEqual({ sheet: 'Go! Now', cell: 'AB12' });
  expect(split('tasks T1 owner')).toEqual({ sheet: '', cell: 'tasks T1 owner' });
  expect(corner('AB12')).toEqual({ column: 'AB', row: '12' });
  expect(corner('tasks T1 owner')).toBeUndefined();
});

test('places are found by any of their words', () => {
  const place = { sheet: '任务', cell: 'E5', rule: 'TASK-001', value: '', message: 'No owner', advice: 'Name one' };
  const other = { ...place, sheet: '人员', rule: 'PERSON-001', message: 'Twice' };
  expect([...bySheet([place, other], ' task-0 ').keys()]).toEqual(['任务']);
  expect([...bySheet([place, other], '').keys()]).toEqual(['任务', '人员']);
});

test('a file is known by its ending', () => {
  expect(typeOf('Q3.XLSX')).toContain('spreadsheetml');
  expect(typeOf('plan.pdf')).toBeUndefined();
});
