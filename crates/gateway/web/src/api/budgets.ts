/** Budgets: granted, reserved by approvals, spent; how each stands against the work that it pays for, and its ledger. */
import { useQueries, useQuery } from '@tanstack/react-query';

import { type Api, api } from './client';

export type Budget = Api<'Budget'>;
export type BudgetReport = Api<'BudgetReport'>;
export type Posting = Api<'Posting'>;

/** All budgets, and one by its code. */
export function useBudgets() {
  const answer = api.useQuery('get', '/api/v1/budgets', { params: { query: { page_size: 500, page_token: '' } } });
  const items = answer.data?.items ?? [];
  return { ...answer, items, budget: (code: string | null | undefined) => items.find((one) => one.code === code) };
}

function reportOf(code: string) {
  return api.queryOptions('get', '/api/v1/budgets/{code}/report', { params: { path: { code } } });
}

export function useBudgetReport(code: string) {
  return useQuery(reportOf(code));
}

/** Each budget's report by its code, as far as they have come. */
export function useBudgetReports(codes: readonly string[]): ReadonlyMap<string, BudgetReport> {
  return useQueries({
    queries: codes.map(reportOf),
    combine: (answers) => new Map(answers.flatMap(({ data }) => (data ? [[data.budget.code, data] as const] : []))),
  });
}

/** The ledger, oldest first. */
export function usePostings(code: string) {
  return api.useQuery('get', '/api/v1/budgets/{code}/postings', {
    params: { path: { code }, query: { page_size: 500, page_token: '' } },
  });
}
