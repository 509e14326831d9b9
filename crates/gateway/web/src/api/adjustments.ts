/** Adjustments of activated plans: applied for by one, decided by another. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';

import { type Api, api, http } from './client';
import { allPages, MOST } from './pages';
import { holds } from './rights';
import type { Session } from './session';

export type Adjustment = Api<'Adjustment'>;
export type FieldChange = Api<'FieldChange'>;
export type Tier = Api<'ApprovalTier'>;

export const TIERS: Tier[] = ['key_result_owner', 'department_head', 'superior'];

export function adjustmentOf(id: string) {
  return api.queryOptions('get', '/api/v1/adjustments/{id}', { params: { path: { id } } });
}

/** Newest first; of every plan where none is named. */
export function adjustmentsOf(plan?: string) {
  const of = plan === undefined ? {} : { plan };
  return queryOptions({
    queryKey: ['get', '/api/v1/adjustments', { params: { query: of } }, 'all'],
    queryFn: async ({ signal }) => ({
      items: await allPages((page_token) =>
        http.GET('/api/v1/adjustments', { params: { query: { ...of, page_size: MOST, page_token } }, signal }),
      ),
    }),
  });
}

/** The version that was read goes along: what somebody else did meanwhile is not overwritten unseen. */
export function asRead({ id, version }: Adjustment) {
  return { params: { path: { id } }, headers: { 'if-match': `"${version}"` } };
}

/** Codes of the people or departments that decide. */
export function decidersOf({ decider }: Pick<Adjustment, 'decider'>): string[] {
  return decider
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);
}

/** Who a person is to the server: the one in the directory, else the account. */
export function nameOf(me: Session): string {
  return me.person ?? me.subject;
}

/** Whether an adjustment waits for this person's decision: of their tier, and not their own. */
export function waitsFor(adjustment: Adjustment, me: Session, departmentOf: (person: string) => string): boolean {
  if (adjustment.status !== 'submitted' || adjustment.applicant === nameOf(me)) return false;
  const deciders = decidersOf(adjustment);
  if (!deciders.length) return false;
  switch (adjustment.tier) {
    case 'key_result_owner':
      return (
        deciders.every((code) => code === me.person) ||
        deciders.every((code) => holds(me, 'manager', departmentOf(code)))
      );
    case 'department_head':
      return deciders.every((department) => holds(me, 'manager', department));
    case 'superior':
      return deciders.every((department) => holds(me, 'executive', department));
  }
}

/** Keeps the answer and asks again for what it touches: an approval changes the plan. */
export function useAdjustmentChange() {
  const queries = useQueryClient();
  return {
    onSuccess: (changed: Adjustment) => queries.setQueryData(adjustmentOf(changed.id).queryKey, changed),
    onSettled: () => void queries.invalidateQueries(),
  };
}
