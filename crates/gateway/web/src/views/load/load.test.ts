import { expect, test } from 'vitest';

import type { PersonLoad } from '@/api/load';

import { readLoad, writeLoad } from './address';
import { levelOf, rowsOf } from './rows';
import { shifted, spanOf } from './window';

function person(code: string, department: string, ...hours: number[]): PersonLoad {
  const buckets = hours.map((load_hours, at) => ({
    from: `2026-08-0${at + 3}`,
    to: `2026-08-0${at + 3}`,
    capacity_hours: 8,
    load_hours,
    overload_hours: Math.max(load_hours - 8, 0),
    free_hours: Math.max(8 - load_hours, 0),
    tasks: [],
  }));
  const sum = (of: 'load_hours' | 'overload_hours') => buckets.reduce((all, one) => all + one[of], 0);
  return {
    person: code,
    name: code,
    department,
    capacity_hours: 8 * hours.length,
    load_hours: sum('load_hours'),
    overload_hours: sum('overload_hours'),
    buckets,
  };
}

const departments = [
  { code: 'MKT', name: 'Marketing', parent: 'HQ', version: 1 },
  { code: 'HQ', name: 'Company', version: 1 },
];
const people = [person('A', 'MKT', 4, 0), person('B', 'MKT', 10, 8), person('C', 'HQ', 1, 1)];

test('departments stand in the order of their tree, the most overload first in each', () => {
  const rows = rowsOf(people, departments, { rows: 'people', over: false });
  expect(rows.map(({ code, depth }) => [code, depth])).toEqual([
    ['HQ', 0],
    ['C', 0],
    ['MKT', 1],
    ['B', 1],
    ['A', 1],
  ]);
  expect(rows[2]).toMatchObject({ people: 2, over: 1, load: 22, capacity: 32, overload: 2 });
  expect(rows[2]?.buckets[0]).toMatchObject({ load_hours: 14, capacity_hours: 16, overload_hours: 2 });
});

test('only overload leaves out who has none, and teams of such', () => {
  expect(rowsOf(people, departments, { rows: 'people', over: true }).map(({ code }) => code)).toEqual(['MKT', 'B']);
  expect(rowsOf(people, departments, { rows: 'teams', over: false }).map(({ code }) => code)).toEqual(['HQ', 'MKT']);
});

test('departments in a circle, and people of none that is known, are shown all the same', () => {
  const circle = [
    { code: 'X', name: 'X', parent: 'Y', version: 1 },
    { code: 'Y', name: 'Y', parent: 'X', version: 1 },
  ];
  const rows = rowsOf([person('A', 'X', 1), person('B', 'GONE', 1)], circle, { rows: 'people', over: false });
  expect(rows.map(({ code }) => code)).toEqual(['X', 'A', 'GONE', 'B']);
});

test('a level is told by hours: overload is more than rounding, days off are none', () => {
  const level = (capacity_hours: number, load_hours: number, overload_hours = 0) =>
    levelOf({ capacity_hours, load_hours, overload_hours });
  expect([level(0, 0), level(8, 0), level(8, 4), level(8, 6), level(8, 8), level(8, 8.01, 0.01)]).toEqual([
    'off',
    'free',
    'low',
    'mid',
    'full',
    'full',
  ]);
  // A day off with work on it is overload, and not a day off.
  expect(level(0, 3, 3)).toBe('over');
});

test('windows are whole weeks, and half of one stays in sight', () => {
  expect(spanOf('week', '2026-07-28')).toEqual({ from: '2026-07-27', to: '2026-10-18' });
  expect(spanOf('day', '2026-07-28')).toEqual({ from: '2026-07-27', to: '2026-08-23' });
  expect(shifted('day', '2026-07-27', 1)).toBe('2026-08-10');
  expect(shifted('week', '2026-07-27', -1)).toBe('2026-06-15');
});

test('the address says only what differs from the usual', () => {
  const search = writeLoad(new URLSearchParams(), { by: 'day', over: true, department: 'MKT' });
  expect(search.toString()).toBe('by=day&department=MKT&over=true');
  expect(readLoad(search)).toMatchObject({ by: 'day', over: true, department: 'MKT', rows: 'people' });
  expect(writeLoad(search, { by: 'week', over: false, department: '' }).toString()).toBe('');
  expect(readLoad(new URLSearchParams('from=yesterday&by=hour'))).toMatchObject({ from: '', by: 'week' });
});
