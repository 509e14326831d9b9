import { expect, it } from 'vitest';

import type { DailyStatus } from '@/api/history';

import { stands, turns } from './trend';

const day = (text: string, light: DailyStatus['light']): DailyStatus => ({
  day: text,
  kind: 'plan',
  subject_id: 'P',
  code: 'P',
  light,
  progress: 0,
  completion: 0,
});

it('goes on to today as it stood last', () => {
  const all = stands([day('2026-07-08', 'red'), day('2026-07-03', 'green')], '2026-07-10');
  expect(all.map((one) => [one.day, one.light])).toEqual([
    ['2026-07-03', 'green'],
    ['2026-07-08', 'red'],
    ['2026-07-10', 'red'],
  ]);
  expect(stands([], '2026-07-10')).toEqual([]);
});

it('marks where the light changes, and the end', () => {
  const all = stands([day('2026-07-03', 'green'), day('2026-07-04', 'green'), day('2026-07-05', 'red')], '2026-07-09');
  expect(turns(all).map((one) => one.day)).toEqual(['2026-07-03', '2026-07-05', '2026-07-09']);
});
