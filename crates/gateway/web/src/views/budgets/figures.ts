/** Sums of budgets by currency, and what a budget pays for by key result and task. Amounts are in minor units. */
import type { Budget, BudgetReport, Posting } from '@/api/budgets';
import type { PlanState } from '@/api/plan';
import type { ResourceRequest } from '@/api/requests';

/** What can still be reserved. */
export function freeOf({ amount_minor: all, reserved_minor: reserved, spent_minor: spent }: Budget): number {
  return all - reserved - spent;
}

/** What will have been spent: the server's forecast, but never less than what is bound by now. */
export function forecastOf({ budget, forecast_minor: forecast }: BudgetReport): number {
  return Math.max(forecast ?? 0, budget.spent_minor + budget.reserved_minor);
}

export interface Line {
  /** Of a budget, or of a department's budgets in one currency. */
  key: string;
  name: string;
  /** Address of what it stands for. */
  code: string | undefined;
  department: string;
  currency: string;
  granted: number;
  spent: number;
  reserved: number;
  free: number;
  forecast: number;
  /** Of those that the rules say something of, and those whose forecast is above what was granted. */
  warnings: number;
}

export function linesOf(reports: readonly BudgetReport[]): Line[] {
  return reports.map((report) => {
    const { budget } = report;
    const forecast = forecastOf(report);
    return {
      key: budget.code,
      name: budget.name || budget.code,
      code: budget.code,
      department: budget.department,
      currency: budget.currency,
      granted: budget.amount_minor,
      spent: budget.spent_minor,
      reserved: budget.reserved_minor,
      free: freeOf(budget),
      forecast,
      warnings: report.findings.length + (forecast > budget.amount_minor ? 1 : 0),
    };
  });
}

/** Lines added up where `keyOf` says the same; currencies are never mixed. */
export function summed(lines: readonly Line[], keyOf: (line: Line) => string, nameOf: (line: Line) => string): Line[] {
  const found = new Map<string, Line>();
  for (const line of lines) {
    const key = `${keyOf(line)} ${line.currency}`;
    const sum = found.get(key);
    if (!sum) {
      found.set(key, { ...line, key, name: nameOf(line), code: undefined });
      continue;
    }
    for (const of of ['granted', 'spent', 'reserved', 'free', 'forecast', 'warnings'] as const) sum[of] += line[of];
  }
  return [...found.values()];
}

export interface Paid {
  request: ResourceRequest;
  reserved: number;
  spent: number;
}

/** What the ledger holds for each request: reserved now, and spent. */
export function paidOf(requests: readonly ResourceRequest[], postings: readonly Posting[]): Paid[] {
  const held = (id: string, account: Posting['to']) =>
    postings
      .filter(({ request_id: of }) => of === id)
      .reduce(
        (sum, { from, to, amount_minor: amount }) =>
          sum + (to === account ? amount : 0) - (from === account ? amount : 0),
        0,
      );
  return requests.map((request) => ({
    request,
    reserved: held(request.id, 'reserved'),
    spent: held(request.id, 'spent'),
  }));
}

export interface PaidResult {
  key: string;
  plan: string;
  /** Undefined where the plan is not monitored. */
  result: PlanState['key_results'][number] | undefined;
  reserved: number;
  spent: number;
  rows: (Paid & { task: PlanState['tasks'][number] | undefined })[];
}

/** By key result, the most money first. */
export function byKeyResult(paid: readonly Paid[], states: readonly PlanState[]): PaidResult[] {
  const found = new Map<string, PaidResult>();
  for (const one of paid) {
    const state = states.find(({ plan_id: id }) => id === one.request.plan_id);
    const task = state?.tasks.find(({ task_id: id }) => id === one.request.task_id);
    const result = state?.key_results.find(({ key_result_id: id }) => id === task?.key_result_id);
    const key = result?.key_result_id ?? one.request.plan_id;
    const group = found.get(key) ?? { key, plan: one.request.plan_id, result, reserved: 0, spent: 0, rows: [] };
    group.reserved += one.reserved;
    group.spent += one.spent;
    group.rows.push({ ...one, task });
    found.set(key, group);
  }
  return [...found.values()].toSorted((a, b) => b.reserved + b.spent - a.reserved - a.spent);
}
