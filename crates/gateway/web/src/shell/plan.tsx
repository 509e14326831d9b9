/** The plan that one works in: the one in the address, else the one seen last, else the newest that is active. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams } from 'react-router';

import { api, type Api } from '@/api/client';
import { MOST } from '@/api/pages';
import { useSettled } from '@/api/settled';

const KEY = 'cascade.plan';
const PLANS = '/api/v1/plans';
/** Found ones to choose from; who has more types more. */
const FOUND = 50;

export type Plan = Api<'Plan'>;

/** All plans where there are not more than fit into a page, the first of them otherwise. */
export function usePlans() {
  return api.useQuery('get', PLANS, { params: { query: { page_size: MOST, page_token: '' } } });
}

/**
 * A plan by its id or code. One that is not among the first is asked for where there are more, or where the server is to have the last
 * word.
 */
export function usePlan(name: string | null | undefined, lastWord = false) {
  const plans = usePlans().data;
  const here = plans?.items.find((plan) => plan.id === name || plan.code === name);
  const asked = useQuery({
    ...api.queryOptions('get', '/api/v1/plans/{plan}', { params: { path: { plan: name ?? '' } } }),
    enabled: Boolean(name && plans && !here && (lastWord || plans.next_page_token)),
    retry: false,
  });
  return {
    plan: here ?? asked.data,
    error: here ? null : asked.error,
    isAsked: asked.isLoading,
    isPending: plans === undefined || asked.isLoading,
  };
}

/** Plans whose code or title has what was typed. */
export function usePlansFound(typed: string) {
  const first = usePlans().data;
  const whole = !first?.next_page_token;
  const search = useSettled(typed.trim());
  const found = useQuery({
    ...api.queryOptions('get', PLANS, { params: { query: { search, page_size: FOUND, page_token: '' } } }),
    enabled: !whole,
    placeholderData: keepPreviousData,
  });
  return { whole, plans: (whole ? first : found.data)?.items ?? [], isFetching: found.isFetching };
}

export function useCurrentPlan(): { plan: Plan | undefined; plans: Plan[]; isPending: boolean } {
  const { plan: asked } = useParams();
  const answer = usePlans();
  const plans = answer.data?.items ?? [];
  const named = usePlan(asked ?? localStorage.getItem(KEY));
  const usual = plans.findLast((one) => one.status === 'active') ?? plans.at(-1);
  const plan = named.plan ?? (asked || named.isPending ? undefined : usual);
  useEffect(() => {
    if (asked && plan) localStorage.setItem(KEY, plan.id);
  }, [asked, plan]);
  return { plan, plans, isPending: answer.isPending || named.isPending };
}
