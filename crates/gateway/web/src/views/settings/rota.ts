/** Duty rotas, each with its versions. */
import type { Api } from '@/api/client';

export type Rota = Api<'DutyRota'>;

export const LEVELS = ['explain', 'correct', 'decide', 'executive'] as const;
export type Level = (typeof LEVELS)[number];

/** Of each rota the version written last. */
export function latest(rotas: readonly Rota[]): Rota[] {
  const byCode = new Map<string, Rota>();
  for (const one of rotas) {
    const known = byCode.get(one.code);
    if (!known || known.version < one.version) byCode.set(one.code, one);
  }
  return [...byCode.values()].sort((a, b) => a.code.localeCompare(b.code));
}

/** The same people with two turns exchanged. */
export function swapped(people: readonly string[], one: number, other: number): string[] {
  return people.map((code, at) => (at === one ? people[other] : at === other ? people[one] : code) ?? code);
}
