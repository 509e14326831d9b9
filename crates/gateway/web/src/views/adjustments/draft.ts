/** What is to change, row by row as it is typed; and as the API takes it: only what differs from the plan. */
import type { Api } from '@/api/client';

export type Changes = Api<'AdjustmentChanges'>;
export type Table = 'plan' | 'goals' | 'key_results' | 'tasks';
export type Kind = 'day' | 'number' | 'text' | 'person' | 'state';

/** Fields that an adjustment may change, named as the API names them in its differences. */
export const FIELDS = {
  plan: { period_start: 'day', period_end: 'day' },
  goals: { deadline: 'day', baseline: 'number', target: 'number', unit: 'text', description: 'text' },
  key_results: {
    deadline: 'day',
    baseline: 'number',
    target: 'number',
    unit: 'text',
    weight: 'number',
    description: 'text',
  },
  tasks: { planned_start: 'day', planned_end: 'day', owner: 'person', state: 'state' },
} as const satisfies Record<Table, Record<string, Kind>>;

export type Field = { [Each in Table]: keyof (typeof FIELDS)[Each] }[Table];

/** A row of the plan as it stands. */
export interface Present {
  table: Table;
  id: string;
  code: string;
  name: string;
  /** Of a key result: its goal. */
  goal?: string;
  values: Partial<Record<Field, string>>;
}

/** A row with what has been typed into it. */
export interface Row {
  table: Table;
  id: string;
  values: Partial<Record<Field, string>>;
}

export function kindOf(table: Table, field: Field): Kind {
  return (FIELDS[table] as Partial<Record<Field, Kind>>)[field] ?? 'text';
}

export function fieldsOf(table: Table): Field[] {
  return Object.keys(FIELDS[table]) as Field[];
}

const text = (value: number | string | null | undefined) => (value == null ? '' : String(value));

/** Everything in a plan that may be adjusted. What is finished or cancelled is not. */
export function presentOf(
  plan: Api<'Plan'>,
  goals: Api<'Goal'>[],
  results: Api<'KeyResult'>[],
  tasks: Api<'TaskForecast'>[],
): Present[] {
  return [
    ...tasks
      .filter(({ status }) => status !== 'done' && status !== 'cancelled')
      .map(({ task_id: id, code, name, planned_start, planned_end, owner }): Present => {
        return { table: 'tasks', id, code, name, values: { planned_start, planned_end, owner, state: 'open' } };
      }),
    ...results.map(({ id, code, description, goal_id: goal, baseline, target, unit, weight, deadline }): Present => {
      const figures = { baseline: text(baseline), target: text(target), weight: text(weight) };
      const values = { description, unit, deadline, ...figures };
      return { table: 'key_results', id, code, name: description, goal, values };
    }),
    ...goals.map(({ id, code, description, baseline, target, unit, deadline }): Present => {
      const values = { description, unit, deadline, baseline: text(baseline), target: text(target) };
      return { table: 'goals', id, code, name: description, values };
    }),
    {
      table: 'plan',
      id: plan.id,
      code: plan.code,
      name: plan.title,
      values: { period_start: plan.period_start, period_end: plan.period_end },
    },
  ];
}

/** What of a row differs from the plan as it stands. */
export function differences(row: Row, present: Present | undefined): Partial<Record<Field, string>> {
  return Object.fromEntries(
    Object.entries(row.values).filter(([field, value]) => value !== present?.values[field as Field]),
  );
}

const number = (value: string | undefined) => (value ? { value: Number(value) } : undefined);

/** Figures and texts of a goal or key result that differ. */
function figures(differs: Partial<Record<Field, string>>) {
  const { description, deadline, unit } = differs;
  const [baseline, target] = [number(differs.baseline), number(differs.target)];
  return {
    ...(description === undefined ? {} : { description }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(unit === undefined ? {} : { unit }),
    ...(baseline ? { baseline: baseline.value } : {}),
    ...(target ? { target: target.value } : {}),
  };
}

/** Rows as the API takes them; rows in which nothing differs are left out. */
export function changesOf(rows: Row[], present: Present[]): Changes {
  const changes = { goals: [], key_results: [], tasks: [] } as Required<
    Pick<Changes, 'goals' | 'key_results' | 'tasks'>
  > &
    Changes;
  for (const row of rows) {
    const differs = differences(
      row,
      present.find(({ id }) => id === row.id),
    );
    if (!Object.keys(differs).length) continue;
    const { state, owner, planned_start, planned_end, period_start, period_end } = differs;
    const weight = number(differs.weight);
    switch (row.table) {
      case 'plan':
        if (period_start) changes.period_start = period_start;
        if (period_end) changes.period_end = period_end;
        break;
      case 'goals':
        changes.goals.push({ goal_id: row.id, ...figures(differs) });
        break;
      case 'key_results':
        changes.key_results.push({
          key_result_id: row.id,
          ...figures(differs),
          ...(weight ? { weight: weight.value } : {}),
        });
        break;
      case 'tasks':
        changes.tasks.push({
          task_id: row.id,
          ...(planned_start ? { planned_start } : {}),
          ...(planned_end ? { planned_end } : {}),
          ...(owner ? { owner } : {}),
          ...(state === 'cancelled' ? { cancel: true } : {}),
        });
    }
  }
  return changes;
}

const given = (values: Partial<Record<Field, number | string | null | undefined>>): Row['values'] =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value != null && value !== '')
      .map(([field, value]) => [field, String(value)]),
  );

/** The way back: what an adjustment changes, as it would be typed. */
export function rowsOf(plan: string, changes: Changes): Row[] {
  const { goals = [], key_results = [], tasks = [], period_start, period_end } = changes;
  return [
    ...tasks.map(({ task_id: id, cancel, ...rest }): Row => {
      return { table: 'tasks', id, values: given({ ...rest, state: cancel ? 'cancelled' : '' }) };
    }),
    ...key_results.map(({ key_result_id: id, ...rest }): Row => ({ table: 'key_results', id, values: given(rest) })),
    ...goals.map(({ goal_id: id, ...rest }): Row => ({ table: 'goals', id, values: given(rest) })),
    ...(period_start || period_end
      ? [{ table: 'plan', id: plan, values: given({ period_start, period_end }) } as const]
      : []),
  ];
}

/** Weights of the goals whose key results are given other ones, after the change; they have to add up to 100. */
export function weightsAfter(rows: Row[], present: Present[]): { goal: string; sum: number }[] {
  const typed = new Map(rows.map((row) => [row.id, row.values.weight]));
  const results = present.filter(({ table }) => table === 'key_results');
  const touched = new Set(
    results
      .filter(({ id, values }) => typed.get(id) !== undefined && typed.get(id) !== values.weight)
      .map(({ goal }) => goal),
  );
  return [...touched].map((id) => ({
    goal: present.find((row) => row.id === id)?.code ?? '',
    sum: results
      .filter(({ goal }) => goal === id)
      .reduce((sum, row) => sum + Number(typed.get(row.id) ?? row.values.weight), 0),
  }));
}
