/** Which requests are whose, in which order, and what one can do with them. */
import { holds } from '@/api/rights';
import type { RequestKind, RequestStatus, RequestStep, ResourceRequest } from '@/api/requests';
import { KINDS, STATUSES } from '@/api/requests';
import type { Session } from '@/api/session';
import { dayNumber } from '@/views/gantt/days';
import { countWorkdays, type Workdays } from '@/views/gantt/workdays';

export const WAYS = ['decide', 'mine', 'department', 'all'] as const;
export type Which = (typeof WAYS)[number];

export interface InboxAddress {
  show: Which;
  kind: RequestKind | '';
  status: RequestStatus | '';
  text: string;
}

export function readInbox(search: URLSearchParams, usual: Which): InboxAddress {
  return {
    show: WAYS.find((one) => one === search.get('show')) ?? usual,
    kind: KINDS.find((one) => one === search.get('kind')) ?? '',
    status: STATUSES.find((one) => one === search.get('status')) ?? '',
    text: search.get('q') ?? '',
  };
}

/** Who a person is to the server: the one in the directory, else the account. */
export function isOwn({ requested_by: by }: Pick<ResourceRequest, 'requested_by'>, me: Session): boolean {
  return by === (me.person ?? me.subject);
}

/** Whether it waits for this person: as head of the department asked, or as one who manages it and is nobody in the directory. */
export function waitsFor(request: ResourceRequest, me: Session): boolean {
  if (request.status !== 'submitted' || isOwn(request, me)) return false;
  if (me.person !== undefined && request.decider) return request.decider === me.person;
  return holds(me, 'manager', request.requested_from);
}

/** What follows in the workflow, likeliest first. Who may is for the server to say, and it says why not. */
export function stepsOf(status: RequestStatus, own: boolean): RequestStep[] {
  switch (status) {
    case 'draft':
      return ['submit', 'withdraw'];
    case 'submitted':
      return own ? ['withdraw'] : ['approve', 'reject', 'withdraw'];
    case 'approved':
      return ['fulfil', 'withdraw'];
    default:
      return [];
  }
}

/** Working days until a day, 0 on the day itself; negative when it is past. */
export function daysLeft(calendar: Workdays, today: string, due: string): number {
  const [now, then] = [dayNumber(today), dayNumber(due)];
  return then >= now ? countWorkdays(calendar, now + 1, then) : -countWorkdays(calendar, then + 1, now);
}

/** Those that wait come first, by their deadline; then the newest. */
export function sorted(rows: readonly ResourceRequest[]): ResourceRequest[] {
  const waits = ({ status }: ResourceRequest) => (status === 'submitted' ? 0 : 1);
  return rows.toSorted(
    (a, b) =>
      waits(a) - waits(b) ||
      (waits(a) === 0 ? (a.decision_due ?? '9').localeCompare(b.decision_due ?? '9') : 0) ||
      b.requested_at.localeCompare(a.requested_at) ||
      a.code.localeCompare(b.code, undefined, { numeric: true }),
  );
}

/** The next code of a plan's requests: one more than the highest, written like it. */
export function nextCode(codes: readonly string[]): string {
  const numbers = codes.flatMap((code) => /^R(\d+)$/.exec(code)?.[1] ?? []).map(Number);
  return `R${Math.max(0, ...numbers) + 1}`;
}
