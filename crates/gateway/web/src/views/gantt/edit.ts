/** What may be typed into a row, and what is wrong with it. */
import type { Api } from '@/api/client';
import type { Edit } from '@/api/planning';

export const FIELDS = ['name', 'owner', 'start', 'end', 'percent'] as const;
export type Field = (typeof FIELDS)[number];

/** Which cell is open, and the row it is in. */
export interface Editing {
  key: string;
  field: Field;
}

export type Wrong =
  | 'gantt:needsName'
  | 'gantt:noPerson'
  | 'gantt:needsDay'
  | 'gantt:endsBefore'
  | 'gantt:needsPercent'
  | 'gantt:needsBegun';

/** What is known where something is typed. */
export interface Known {
  start: string;
  end: string;
  people: readonly Api<'Person'>[];
  /** Whether a report of so much has to say when the work began. */
  asksWhenBegun: (percent: number) => boolean;
}

/** A person by code, or by a name that only one has. */
export function personFrom(text: string, people: readonly Api<'Person'>[]): string | undefined {
  const asked = text.trim().toLowerCase();
  const code = people.find((one) => one.code.toLowerCase() === asked)?.code;
  if (code) return code;
  const named = people.filter(({ name }) => name.toLowerCase() === asked);
  return named.length === 1 ? named[0]?.code : undefined;
}

/** Undefined where it may be sent. A finished task needs evidence and days, which a cell has no room for: 100 is refused here. */
export function wrongWith(field: Field, text: string, { start, end, people, asksWhenBegun }: Known): Wrong | undefined {
  const said = text.trim();
  switch (field) {
    case 'name':
      return said ? undefined : 'gantt:needsName';
    case 'owner':
      return personFrom(said, people) ? undefined : 'gantt:noPerson';
    case 'start':
    case 'end': {
      if (!/^\d{4}-\d\d-\d\d$/.test(said)) return 'gantt:needsDay';
      const [from, to] = field === 'start' ? [said, end] : [start, said];
      return from > to ? 'gantt:endsBefore' : undefined;
    }
    case 'percent':
      if (!/^\d{1,2}(\.\d)?$/.test(said)) return 'gantt:needsPercent';
      return asksWhenBegun(Number(said)) ? 'gantt:needsBegun' : undefined;
  }
}

/** A cell as the API takes it. */
export function editOf(field: Exclude<Field, 'percent'>, text: string): Edit {
  const key = ({ name: 'name', owner: 'owner', start: 'planned_start', end: 'planned_end' } as const)[field];
  return { [key]: text };
}

/** The next cell in a row, or the one before; undefined at its ends. */
export function beside(field: Field, step: 1 | -1): Field | undefined {
  return FIELDS[FIELDS.indexOf(field) + step];
}
