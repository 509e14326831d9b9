/** What is done to the milestones of a task, which the API takes as a whole. */
import type { Api } from '@/api/client';
import type { Milestone } from '@/api/task-changes';

/** A milestone is known by its name. */
export type Deed =
  | { kind: 'add'; name: string; due: string }
  | { kind: 'reach'; name: string; on: string }
  | { kind: 'undo'; name: string }
  | { kind: 'remove'; name: string };

/** All of them after it. */
export function after(milestones: readonly Milestone[], deed: Deed): Milestone[] {
  switch (deed.kind) {
    case 'add':
      return [...milestones, { name: deed.name, due: deed.due }];
    case 'remove':
      return milestones.filter(({ name }) => name !== deed.name);
    case 'reach':
    case 'undo':
      return milestones.map(({ reached_on: before, ...one }) => {
        if (one.name !== deed.name) return before ? { ...one, reached_on: before } : one;
        return deed.kind === 'reach' ? { ...one, reached_on: deed.on } : one;
      });
  }
}

/** What the server says of one of the milestones that were sent, by its field; undefined where it speaks of anything else too. */
export function wrongWith(violations: readonly Api<'ViolationBody'>[], at: number): Map<string, string> | undefined {
  const told = violations.map(({ field, description, advice }) => {
    const [before, ofIt] = field.split(`milestones[${at}].`);
    return before !== undefined && ofIt !== undefined
      ? ([ofIt, `${description} ${advice}`.trim()] as const)
      : undefined;
  });
  const here = told.filter((one) => one !== undefined);
  return here.length && here.length === told.length ? new Map(here) : undefined;
}
