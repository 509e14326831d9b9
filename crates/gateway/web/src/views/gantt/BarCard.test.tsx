import { render, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import type { Forecast } from '@/api/plan';
import { setLanguage } from '@/words';

import { BarCard } from './BarCard';

const text = (zh: string, en: string) => ({ zh, en });

const task = {
  code: 'T1',
  name: 'film',
  light: 'red',
  light_reason: text('预测延误', 'forecast to be late'),
  planned_start: '2026-07-06',
  planned_end: '2026-07-10',
  forecast_finish: '2026-07-14',
  forecast_delay_days: 2,
  percent: 40,
  planned_percent: 60,
  total_float_days: 0,
  critical: false,
  basis: { rule: 'actual_pace', text: text('按实际进度', 'At the pace so far'), remaining_days: 3, elapsed_days: 2 },
  findings: [
    {
      rule: 'TASK-020',
      severity: 'warning',
      table: 'tasks',
      row: 'T1',
      field: 'constraints.deadline',
      value: '2026-07-13',
      message: text('晚于截止日期', 'After its deadline'),
      advice: text('', ''),
    },
  ],
} as unknown as Forecast;

function show(forecast: Forecast) {
  render(<BarCard task={forecast} x={0} y={0} detail={undefined} forecasts={new Map()} />);
}

beforeEach(() => setLanguage('en'));

test('a bar says which rule its forecast follows, and what the forecast breaks', () => {
  show(task);
  expect(screen.getByText('At the pace so far')).toBeDefined();
  expect(screen.getByText('After its deadline')).toBeDefined();
});

test('a bar of a server that tells neither has neither', () => {
  show({ ...task, basis: null, findings: [] });
  expect(screen.queryByText('Warnings')).toBeNull();
  expect(screen.queryByText('At the pace so far')).toBeNull();
});
