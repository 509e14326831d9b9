/** What an escalation policy says, in groups; and what one version changes. */
import type { Api } from '@/api/client';

export type Policy = Api<'EscalationPolicy'>;
export type Terms = Api<'PolicyTerms'>;

type Kind = 'number' | 'time' | 'people' | 'hours' | 'rota';

export const GROUPS = {
  lights: [
    'green_points',
    'yellow_points',
    'yellow_late_days',
    'due_soon_days',
    'due_soon_percent',
    'score_yellow_below',
    'score_red_below',
  ],
  levels: ['explain_days', 'correct_days', 'decide_days'],
  caps: ['acknowledge_days', 'snooze_cap_days'],
  quiet: ['quiet_from', 'quiet_until', 'working_hours'],
  digests: ['digest_minutes', 'digest_over'],
  people: ['explain_rota', 'correct_rota', 'decide_rota', 'executive_rota', 'stand_ins'],
} as const satisfies Record<string, readonly (keyof Terms)[]>;

export type Group = keyof typeof GROUPS;
export type Term = (typeof GROUPS)[Group][number];
export const TERMS: readonly Term[] = Object.values(GROUPS).flat();

const KINDS: Partial<Record<Term, Kind>> = {
  quiet_from: 'time',
  quiet_until: 'time',
  stand_ins: 'people',
  working_hours: 'hours',
  explain_rota: 'rota',
  correct_rota: 'rota',
  decide_rota: 'rota',
  executive_rota: 'rota',
};

export function kindOf(term: Term): Kind {
  return KINDS[term] ?? 'number';
}

const plain = (value: Terms[Term]) => (Array.isArray(value) ? value.join(',') : String(value ?? ''));

/** Terms that differ from those before. */
export function changed(before: Terms | undefined, after: Terms): Term[] {
  return TERMS.filter((term) => plain(before?.[term]) !== plain(after[term]));
}

/** Only what differs is written: the rest stays as it would be on the first day. */
export function differing(before: Terms, after: Terms): Terms {
  return Object.fromEntries(changed(before, after).map((term) => [term, after[term]]));
}

/** Of a policy or a rota. */
type Version = Pick<Policy, 'id' | 'version' | 'effective_from'>;

export type State = 'coming' | 'now' | 'past';

/** Of the versions of one department, the last that has begun is in force. */
export function stateOf(policy: Version, versions: readonly Version[], today: string): State {
  if (policy.effective_from > today) return 'coming';
  const begun = versions.filter(({ effective_from: day }) => day <= today);
  const last = begun.reduce((a, b) =>
    b.effective_from > a.effective_from || (b.effective_from === a.effective_from && b.version > a.version) ? b : a,
  );
  return last.id === policy.id ? 'now' : 'past';
}

/** The day after. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
