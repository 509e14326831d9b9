/** The plan that one works in: the one in the address, else the one seen last, else the newest that is active. */
import { useEffect } from 'react';
import { useParams } from 'react-router';

import { api, type Api } from '@/api/client';

const KEY = 'cascade.plan';

export type Plan = Api<'Plan'>;

export function usePlans() {
  return api.useQuery('get', '/api/v1/plans', { params: { query: { page_size: 500, page_token: '' } } });
}

export function useCurrentPlan(): { plan: Plan | undefined; plans: Plan[]; isPending: boolean } {
  const { plan: asked } = useParams();
  const answer = usePlans();
  const plans = answer.data?.items ?? [];
  const kept = localStorage.getItem(KEY);
  const named = (name: string | null | undefined) => plans.find((plan) => plan.id === name || plan.code === name);
  const plan = asked ? named(asked) : (named(kept) ?? plans.findLast((one) => one.status === 'active') ?? plans.at(-1));
  useEffect(() => {
    if (asked && plan) localStorage.setItem(KEY, plan.id);
  }, [asked, plan]);
  return { plan, plans, isPending: answer.isPending };
}
