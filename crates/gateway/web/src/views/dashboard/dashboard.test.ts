import { expect, test } from 'vitest';

import type { Forecast, PlanState } from '@/api/plan';

import { curve, debts, isBehind } from './figures';

function task(more: Partial<Forecast>): Forecast {
  return {
    task_id: 't',
    owner: 'P1',
    planned_start: '2026-07-01',
    planned_end: '2026-07-10',
    forecast_start: '2026-07-01',
    forecast_finish: '2026-07-20',
    actual_start: '2026-07-01',
    percent: 25,
    status: 'in_progress',
    light: 'red',
    ...more,
  } as Forecast;
}

test('a curve goes from nothing to all, through what is done today', () => {
  const points = curve([task({})], '2026-07-10');
  const at = (day: string) => points.find((point) => point.day === day);
  expect(at('2026-07-10')).toEqual({ day: '2026-07-10', planned: 1, forecast: 0.25 });
  expect(at('2026-07-01')?.planned).toBeCloseTo(0.1);
  expect(points.at(-1)).toEqual({ day: '2026-07-20', planned: 1, forecast: 1 });
});

test('a curve never falls', () => {
  const points = curve(
    [task({}), task({ status: 'done', actual_finish: '2026-07-08', percent: 100 }), task({ status: 'cancelled' })],
    '2026-07-10',
  );
  for (const which of ['planned', 'forecast'] as const) {
    const values = points.map((point) => point[which]);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  }
  expect(curve([], '2026-07-10')).toEqual([]);
});

test('those owe who have an alert, or work of their own that is behind', () => {
  const tasks = [
    task({}),
    task({ owner: 'P2', status: 'not_started' }),
    task({ owner: 'P3', light: 'green' }),
    task({ owner: 'P4', status: 'done' }),
  ];
  const state = { tasks, open_alerts: [{ assignee: 'P5' }, { assignee: 'P5' }] } as unknown as PlanState;
  expect(debts(state).map(({ person, alerts, tasks_behind: behind }) => [person, alerts.length, behind])).toEqual([
    ['P5', 2, 0],
    ['P1', 0, 1],
  ]);
  expect(isBehind(task({ status: 'not_started' }))).toBe(true);
});
