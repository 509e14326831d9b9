/** Rows of the heat map: departments in the order of their tree, each with its people, those with most overload first. */
import type { Api } from '@/api/client';
import type { LoadBucket, PersonLoad } from '@/api/load';

export interface HeatRow {
  /** Unique: a department and a person may have the same code. */
  key: string;
  kind: 'team' | 'person';
  code: string;
  name: string;
  /** How deep a department lies below the top one that is shown. */
  depth: number;
  buckets: LoadBucket[];
  capacity: number;
  load: number;
  overload: number;
  /** Of a team: its own people, and how many of them have too much in some bucket. */
  people: number;
  over: number;
}

/** What counts as more than one can do: three minutes are rounding. */
export function isOver(hours: number): boolean {
  return hours > 0.05;
}

export type Level = 'off' | 'free' | 'low' | 'mid' | 'full' | 'over';

export function levelOf(bucket: Pick<LoadBucket, 'capacity_hours' | 'load_hours' | 'overload_hours'>): Level {
  const { capacity_hours: capacity, load_hours: load, overload_hours: overload } = bucket;
  if (isOver(overload)) return 'over';
  if (capacity <= 0) return 'off';
  const share = load / capacity;
  if (share <= 0) return 'free';
  if (share <= 0.5) return 'low';
  return share <= 0.85 ? 'mid' : 'full';
}

/** The buckets of several people, added up; tasks are left to the people. */
export function sumOf(people: readonly PersonLoad[]): LoadBucket[] {
  const [first] = people;
  if (!first) return [];
  return first.buckets.map(({ from, to }, at) => {
    const sum: LoadBucket = {
      from,
      to,
      capacity_hours: 0,
      load_hours: 0,
      overload_hours: 0,
      free_hours: 0,
      tasks: [],
    };
    for (const { buckets } of people) {
      sum.capacity_hours += buckets[at]?.capacity_hours ?? 0;
      sum.load_hours += buckets[at]?.load_hours ?? 0;
      sum.overload_hours += buckets[at]?.overload_hours ?? 0;
      sum.free_hours += buckets[at]?.free_hours ?? 0;
    }
    return sum;
  });
}

/** Departments from the top down, each before those below it. */
function treeOf(departments: readonly Api<'Department'>[], present: ReadonlySet<string>) {
  const known = new Set(departments.map(({ code }) => code));
  const found: { code: string; name: string; depth: number }[] = [];
  const seen = new Set<string>();
  const visit = (code: string, name: string, depth: number) => {
    if (seen.has(code)) return;
    seen.add(code);
    if (present.has(code)) found.push({ code, name, depth });
    const below = departments.filter(({ parent }) => parent === code);
    for (const one of below) visit(one.code, one.name, depth + (present.has(code) ? 1 : 0));
  };
  for (const { code, name, parent } of departments) if (!parent || !known.has(parent)) visit(code, name, 0);
  // A circle of departments has no top, and a department may be gone from the list: their people are shown all the same.
  for (const code of present) visit(code, departments.find((one) => one.code === code)?.name ?? code, 0);
  return found;
}

export function rowsOf(
  people: readonly PersonLoad[],
  departments: readonly Api<'Department'>[],
  { rows, over }: { rows: 'people' | 'teams'; over: boolean },
): HeatRow[] {
  const byDepartment = new Map<string, PersonLoad[]>();
  for (const one of people) {
    const own = byDepartment.get(one.department);
    if (own) own.push(one);
    else byDepartment.set(one.department, [one]);
  }
  const found: HeatRow[] = [];
  for (const { code, name, depth } of treeOf(departments, new Set(byDepartment.keys()))) {
    const own = byDepartment.get(code) ?? [];
    const overloaded = own.filter(({ overload_hours: hours }) => isOver(hours));
    if (over && !overloaded.length) continue;
    const sum = (of: (one: PersonLoad) => number) => own.reduce((all, one) => all + of(one), 0);
    found.push({
      key: `team ${code}`,
      kind: 'team',
      code,
      name,
      depth,
      buckets: sumOf(own),
      capacity: sum((one) => one.capacity_hours),
      load: sum((one) => one.load_hours),
      overload: sum((one) => one.overload_hours),
      people: own.length,
      over: overloaded.length,
    });
    if (rows === 'teams') continue;
    const shown = (over ? overloaded : own).toSorted(
      (a, b) => b.overload_hours - a.overload_hours || b.load_hours - a.load_hours || a.person.localeCompare(b.person),
    );
    for (const one of shown) {
      found.push({
        key: `person ${one.person}`,
        kind: 'person',
        code: one.person,
        name: one.name,
        depth,
        buckets: one.buckets,
        capacity: one.capacity_hours,
        load: one.load_hours,
        overload: one.overload_hours,
        people: 1,
        over: isOver(one.overload_hours) ? 1 : 0,
      });
    }
  }
  return found;
}
