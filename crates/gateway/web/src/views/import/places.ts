/** What is wrong with a file, by sheet: from a refusal, which speaks the reader's language, or from an answer's warnings. */
import type { Api, Problem } from '@/api/client';

export interface Place {
  /** Empty where it is in no sheet. */
  sheet: string;
  /** `E5`; where it is in no sheet, what it is about. */
  cell: string;
  rule: string;
  value: string;
  message: string;
  advice: string;
}

/** `任务!E5` to its halves: a sheet's name may hold the mark itself, a cell never does. */
export function split(at: string): Pick<Place, 'sheet' | 'cell'> {
  const mark = at.lastIndexOf('!');
  return mark < 0 ? { sheet: '', cell: at } : { sheet: at.slice(0, mark), cell: at.slice(mark + 1) };
}

/** `E5` to column and row; undefined for what is no cell. */
export function corner(cell: string): { column: string; row: string } | undefined {
  const found = /^([A-Z]{1,3})(\d{1,7})$/.exec(cell);
  return found?.[1] && found[2] ? { column: found[1], row: found[2] } : undefined;
}

export function placesOfProblem(problem: Problem): Place[] {
  return (problem.violations ?? []).map(({ field, rule, value, description, advice }) => ({
    ...split(field),
    rule,
    value,
    message: description,
    advice,
  }));
}

export function placesOfFindings(findings: readonly Api<'Finding'>[], both: (text: Api<'Text'>) => string): Place[] {
  return findings.map(({ cell, table, row, field, rule, value, message, advice }) => ({
    ...split(cell ?? `${table} ${row} ${field}`),
    rule,
    value,
    message: both(message),
    advice: both(advice),
  }));
}

/** By sheet, in the order of the file; those that hold the asked text anywhere. */
export function bySheet(places: readonly Place[], asked: string): Map<string, Place[]> {
  const text = asked.trim().toLowerCase();
  const sheets = new Map<string, Place[]>();
  for (const place of places) {
    if (text && !Object.values(place).some((part: string) => part.toLowerCase().includes(text))) continue;
    const rows = sheets.get(place.sheet) ?? [];
    rows.push(place);
    sheets.set(place.sheet, rows);
  }
  return sheets;
}
