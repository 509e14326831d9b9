/** Budgets: granted, reserved by approvals, spent; how each stands against the work that it pays for, and its ledger. */
import { useQuery } from '@tanstack/react-query';

import { type Api, api, http } from './client';
import { useCodedFound } from './coded';
import { allPages, MOST } from './pages';

export type Budget = Api<'Budget'>;
export type BudgetReport = Api<'BudgetReport'>;
export type Posting = Api<'Posting'>;

const REPORTS = '/api/v1/budget-reports';

/** All budgets, and how each of them stands. */
export function useBudgetReports() {
  return useQuery({
    queryKey: ['get', REPORTS, 'all'],
    queryFn: ({ signal }) =>
      allPages((page_token) => http.GET(REPORTS, { params: { query: { page_size: MOST, page_token } }, signal })),
  });
}

export function useBudgetReport(code: string) {
  return api.useQuery('get', '/api/v1/budgets/{code}/report', { params: { path: { code } } });
}

/** The ledger, oldest first. */
export function usePostings(code: string) {
  return useQuery({
    queryKey: ['get', '/api/v1/budgets/{code}/postings', { params: { path: { code } } }, 'all'],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/budgets/{code}/postings', {
          params: { path: { code }, query: { page_size: MOST, page_token } },
          signal,
        }),
      ),
    }),
  });
}

/** The currency of budgets, by the first of them; empty where they have several, undefined while that is not known. */
export function useCurrency(): string | undefined {
  const budgets = useCodedFound('budget', '').data;
  if (!budgets) return undefined;
  const [currency = 'CNY', ...others] = new Set(budgets.map((budget) => budget.currency));
  return others.length ? '' : currency;
}
