/** Public holidays and make-up workdays of a year, holiday by holiday, as an announcement tells them. */
import china from '../../../../../schedule/data/china.csv?raw';

export interface Holiday {
  name: string;
  off: string[];
  work: string[];
}

interface Row {
  date: string;
  kind: string;
  name: string;
}

function rows(csv: string): Row[] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => {
      const [date = '', kind = '', name = ''] = row.trim().split(',');
      return { date, kind, name };
    });
}

/** Years that the file knows, and the last day of the last of them. */
export function announced(csv = china): { years: string[]; through: string } {
  const years = [...new Set(rows(csv).map(({ date }) => date.slice(0, 4)))].sort();
  return { years, through: `${years.at(-1) ?? ''}-12-31` };
}

export function holidaysOf(year: string, csv = china): Holiday[] {
  const own = rows(csv).filter(({ date }) => date.startsWith(year));
  return [...new Set(own.map(({ name }) => name))].map((name) => ({
    name,
    off: own.filter((row) => row.name === name && row.kind === 'off').map(({ date }) => date),
    work: own.filter((row) => row.name === name && row.kind === 'work').map(({ date }) => date),
  }));
}

const next = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** Days that follow each other, as spans. */
export function spans(days: string[]): { from: string; to: string }[] {
  const found: { from: string; to: string }[] = [];
  for (const day of days.toSorted()) {
    const last = found.at(-1);
    if (last && next(last.to) === day) last.to = day;
    else found.push({ from: day, to: day });
  }
  return found;
}
