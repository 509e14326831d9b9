import { expect, test } from 'vitest';

import type { Budget, BudgetReport, Posting } from '@/api/budgets';
import type { ResourceRequest } from '@/api/requests';

import { byKeyResult, forecastOf, linesOf, paidOf, summed } from './figures';

const budget = (code: string, currency = 'CNY'): Budget => ({
  code,
  name: code,
  department: 'MKT',
  currency,
  amount_minor: 1000,
  reserved_minor: 300,
  spent_minor: 200,
  version: 1,
});
const report = (of: Budget, forecast_minor: number | null): BudgetReport => ({
  budget: of,
  available_minor: 500,
  committed_percent: 50,
  utilisation_percent: 20,
  progress_percent: 40,
  forecast_minor,
  tasks: 1,
  findings: [],
});

test('a forecast is never below what is bound, and above what was granted it warns', () => {
  const one = budget('A');
  expect(forecastOf(report(one, null))).toBe(500);
  expect(forecastOf(report(one, 0))).toBe(500);
  const [line] = linesOf([report(one, 1200)]);
  expect(line).toMatchObject({ forecast: 1200, free: 500, warnings: 1 });
});

test('currencies are never added to each other', () => {
  const lines = linesOf([budget('A'), budget('B'), budget('C', 'EUR')].map((one) => report(one, null)));
  const sums = summed(
    lines,
    (line) => line.department,
    () => 'Marketing',
  );
  expect(sums.map(({ currency, granted, name }) => [currency, granted, name])).toEqual([
    ['CNY', 2000, 'Marketing'],
    ['EUR', 1000, 'Marketing'],
  ]);
  expect(lines[0]?.granted).toBe(1000);
});

test('the ledger tells what each request holds: reserved, then spent, the rest given back', () => {
  const posting = (from: Posting['from'], to: Posting['to'], amount_minor: number, request_id = 'R'): Posting => ({
    id: from + to,
    budget: 'A',
    by: 'P02',
    from,
    to,
    amount_minor,
    request_id,
  });
  const request = { id: 'R', plan_id: 'P', task_id: 'T' } as ResourceRequest;
  const reserved = [posting('granted', 'available', 1000, ''), posting('available', 'reserved', 300)];
  expect(paidOf([request], reserved)[0]).toMatchObject({ reserved: 300, spent: 0 });
  const settled = [...reserved, posting('reserved', 'spent', 250), posting('reserved', 'available', 50)];
  const paid = paidOf([request], settled);
  expect(paid[0]).toMatchObject({ reserved: 0, spent: 250 });
  // A plan that nobody monitors has no key results; its money is told all the same.
  expect(byKeyResult(paid, [])).toMatchObject([{ key: 'P', spent: 250, rows: [{ spent: 250 }] }]);
});
