import { expect, test } from 'vitest';

import type { EarnedValueRow, LateSubject, SubjectRisk } from '@/api/forecast';

import { readForecast, writeForecast } from './address';
import { isPast, worstFirst } from './late';
import { certaintyOf, counted, leastSureFirst, placeOf, spanOf } from './risk';
import { isShort, rowsOf } from './value';

const subject = (code: string, probability_on_time: number, days: Partial<SubjectRisk> = {}): SubjectRisk => ({
  kind: 'key_result',
  id: `id-of-${code}`,
  code,
  name: code,
  owner: 'P1',
  due: '2026-09-30',
  forecast: '2026-09-20',
  p50: '2026-09-22',
  p80: '2026-09-25',
  p95: '2026-10-01',
  probability_on_time,
  ...days,
});

const late = (code: string, delay_days: number, forecast: string | null) =>
  ({ code, delay_days, due: '2026-09-30', forecast }) as LateSubject;

test('what goes into the address comes out of it, and nothing usual is written', () => {
  const asked = { part: 'value', correlation: 0.3, runs: 5000, seed: 7, of: 'KR1', unit: 'cost', tasks: true } as const;
  const written = writeForecast(new URLSearchParams(), asked);
  expect(readForecast(written)).toEqual(asked);
  const usual = readForecast(new URLSearchParams());
  expect(writeForecast(written, usual).toString()).toBe('');
});

test('what nobody here wrote is as usual', () => {
  const read = readForecast(new URLSearchParams('part=all&correlation=high&runs=-5&seed=&unit=days&tasks=1'));
  expect(read).toEqual(readForecast(new URLSearchParams()));
});

test('word and percent of a probability agree', () => {
  expect(certaintyOf(0.494)).toBe('unlikely');
  expect(certaintyOf(0.495)).toBe('open');
  expect(certaintyOf(0.794)).toBe('open');
  expect(certaintyOf(0.796)).toBe('likely');
});

test('what is least sure comes first, the rest as it came', () => {
  const all = [subject('G1', 0.9), subject('KR1', 0.2), subject('KR2', 0.9), subject('KR3', 0.6)];
  expect(leastSureFirst(all).map(({ code }) => code)).toEqual(['KR1', 'KR3', 'G1', 'KR2']);
  expect(counted(all)).toEqual({ unlikely: 1, open: 1, likely: 2 });
});

test('the scale reaches from the first day named to the last, over a change of clocks too', () => {
  const span = spanOf([subject('KR1', 1), subject('KR2', 1, { due: '2026-12-29', p50: '2026-09-10' })]);
  expect(span).toEqual({ from: '2026-09-10', to: '2026-12-29' });
  expect(placeOf('2026-09-10', span)).toBe(0);
  expect(placeOf('2026-12-29', span)).toBe(100);
  expect(placeOf('2026-11-04', span)).toBeCloseTo(50, 0);
  expect(placeOf('2026-09-10', { from: '2026-09-10', to: '2026-09-10' })).toBe(50);
});

test('what passes its day comes before what only lost time on the way', () => {
  const all = [late('KR1', 9, '2026-09-30'), late('KR2', 1, '2026-10-01'), late('KR3', 4, '2026-10-09')];
  expect(worstFirst(all).map(({ code }) => code)).toEqual(['KR3', 'KR2', 'KR1']);
  expect(isPast(late('KR4', 2, null))).toBe(false);
});

test('tasks are shown where they are asked for and something is known of them', () => {
  const figures = {} as EarnedValueRow['effort'];
  const rows = [
    { kind: 'plan', code: 'P' },
    { kind: 'key_result', code: 'KR1' },
    { kind: 'task', code: 'T1', effort: figures },
    { kind: 'task', code: 'T2', cost: figures },
  ] as EarnedValueRow[];
  const codes = (...how: [unit: 'effort' | 'cost', tasks: boolean]) => rowsOf(rows, ...how).map(({ code }) => code);
  expect(codes('effort', false)).toEqual(['P', 'KR1']);
  expect(codes('effort', true)).toEqual(['P', 'KR1', 'T1']);
  expect(codes('cost', true)).toEqual(['P', 'KR1', 'T2']);
});

test('an index is short where it is below 1 as it is shown', () => {
  expect(isShort(0.99)).toBe(true);
  expect(isShort(0.996)).toBe(false);
  expect(isShort(1)).toBe(false);
});
