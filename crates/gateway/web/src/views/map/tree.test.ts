import { expect, test } from 'vitest';

import type { Api } from '@/api/client';

import { type MapNode, SIZE } from './graph';
import { openAtFirst, ofDepartment, rightmostThatShows, stacked } from './tree';

const node = (id: string, parent?: string, department = '') =>
  ({ id, kind: 'goal', code: id, parent, department }) as MapNode;
/** The company, its divisions, and ten departments of each. */
const company = (divisions: number) => [
  node('G', undefined, 'HQ'),
  ...Array.from({ length: divisions }, (_, at) => [
    node(`G${at}`, 'G', `D${at}`),
    ...Array.from({ length: 10 }, (_, below) => node(`G${at}-${below}`, `G${at}`, `D${at}-${below}`)),
  ]).flat(),
];
const departments = [
  { code: 'HQ' },
  { code: 'D1', parent: 'HQ' },
  { code: 'D1-3', parent: 'D1' },
] as Api<'Department'>[];

test('a small map is open, of a large one so many levels as are read at once', () => {
  expect(openAtFirst(company(2)).size).toBe(23);
  expect([...openAtFirst(company(12))]).toEqual(['G']);
});

test('what is opened stands beside what it supports and moves nothing above it', () => {
  const nodes = company(3);
  const at = (open: string[]) => new Map(stacked(nodes, new Set(open)).map(({ node: { id }, x, y }) => [id, { x, y }]));
  const before = at(['G']);
  expect([...before.keys()]).toEqual(['G', 'G0', 'G1', 'G2']);
  const after = at(['G', 'G1']);
  expect(after.get('G1')).toEqual(before.get('G1'));
  expect(after.get('G1-0')?.y).toBe(after.get('G1')?.y);
  expect(after.get('G2')?.y).toBeGreaterThan((after.get('G1-9')?.y ?? Infinity) + SIZE.height);
});

test('a department is shown with those below it, under what they support', () => {
  const shown = ofDepartment(company(3), 'D1', departments).map(({ id }) => id);
  expect(shown).toEqual(['G', 'G1', 'G1-3']);
});

test('goals that support each other in a circle end somewhere', () => {
  const circle = [node('A', 'B', 'D'), node('B', 'A', 'D')];
  expect(ofDepartment(circle, 'D', [])).toHaveLength(2);
  expect(stacked(circle, new Set(['A', 'B']))).toEqual([]);
});

test('on a narrow screen the drawing moves until what was opened is in the frame, on a wide one it stays', () => {
  const shown = stacked(company(3), new Set(['G', 'G1']));
  const find = (id: string) => shown.find((one) => one.node.id === id);
  const opened = find('G1');
  const child = find('G1-0');
  if (!opened || !child) throw new Error('both are shown');
  for (const zoom of [0.5, 0.85, 1]) {
    const at = rightmostThatShows(opened, zoom, 390, 20);
    expect(at + (child.x + SIZE.width) * zoom).toBeCloseTo(390 - 20);
    expect(at).toBeLessThan(0);
  }
  expect(rightmostThatShows(opened, 0.85, 1440, 20)).toBeGreaterThan(20);
});
