/** Dates of a task: written where nothing was approved, applied for where a baseline protects them; and taken back. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type Api, http } from './client';
import { allTasksKey } from './gantt';
import { statusOf, useReportProgress } from './progress';

export interface NewDates {
  task: Api<'Task'>;
  /** ISO 8601. */
  start: string;
  end: string;
  /** Why; told with an adjustment. */
  reason: string;
}

/** What is written to a task at once; its dates only where no baseline protects them. */
export type Edit = Partial<Record<'name' | 'owner' | 'planned_start' | 'planned_end', string>>;

export interface Written {
  code: string;
  /** Something else than dates. */
  edited?: true;
  /** Code of the adjustment that was drafted. */
  adjustment: string | undefined;
  undo: () => Promise<void>;
}

/** The dates of an approved baseline are changed by an approved adjustment only. */
export function isProtected(task: Api<'Task'>): boolean {
  return Boolean(task.baseline);
}

async function patch(task: Api<'Task'>, edit: Edit) {
  const { data, error } = await http.PATCH('/api/v1/tasks/{id}', {
    params: { path: { id: task.id } },
    headers: { 'if-match': `"${task.version}"` },
    body: edit,
  });
  // The refusal itself is what is shown.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (error) throw error;
  return data.task;
}

async function write({ task, start, end, reason }: NewDates): Promise<Written> {
  if (!isProtected(task)) {
    const now = await patch(task, { planned_start: start, planned_end: end });
    const undo = async () => {
      await patch(now, { planned_start: task.planned_start, planned_end: task.planned_end });
    };
    return { code: task.code, adjustment: undefined, undo };
  }
  const { data, error } = await http.POST('/api/v1/plans/{plan}/adjustments', {
    params: { path: { plan: task.plan_id } },
    body: { reason, changes: { tasks: [{ task_id: task.id, planned_start: start, planned_end: end }] } },
  });
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (error) throw error;
  const undo = async () => {
    const back = await http.POST('/api/v1/adjustments/{id}/withdraw', {
      params: { path: { id: data.id } },
      headers: { 'if-match': `"${data.version}"` },
      body: {},
    });
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (back.error) throw back.error;
  };
  return { code: task.code, adjustment: data.code, undo };
}

/** Writes to the tasks of a plan, and takes the last writes back one after the other. */
export function usePlanning(plan: string) {
  const queries = useQueryClient();
  const report = useReportProgress(plan);
  const [written, setWritten] = useState<Written[]>([]);
  const save = async (dates: NewDates) => {
    const done = await write(dates);
    setWritten((before) => [...before, done]);
    void queries.invalidateQueries();
  };
  /** The chart and its details with other values of a task; answers what puts them back. */
  const show = async (id: string, edit: Edit) => {
    const [chart, details] = [statusOf(plan).queryKey, allTasksKey(plan)];
    await Promise.all([chart, details].map((queryKey) => queries.cancelQueries({ queryKey })));
    const [state, tasks] = [
      queries.getQueryData<Api<'PlanState'>>(chart),
      queries.getQueryData<Api<'Task'>[]>(details),
    ];
    if (state) {
      const changed = state.tasks.map((one) => (one.task_id === id ? { ...one, ...edit } : one));
      queries.setQueryData(chart, { ...state, tasks: changed });
    }
    if (tasks) {
      queries.setQueryData(
        details,
        tasks.map((one) => (one.id === id ? { ...one, ...edit } : one)),
      );
    }
    return () => {
      queries.setQueryData(chart, state);
      queries.setQueryData(details, tasks);
    };
  };
  /** Shown before the server has answered, and put back if it refuses. */
  const put = async (task: Api<'Task'>, edit: Edit) => {
    const back = await show(task.id, edit);
    try {
      const now = await patch(task, edit);
      queries.setQueryData<Api<'Task'>[]>(allTasksKey(plan), (tasks) =>
        tasks?.map((one) => (one.id === now.id ? now : one)),
      );
      return now;
    } catch (error) {
      back();
      throw error;
    }
  };
  const edit = async (task: Api<'Task'>, next: Edit) => {
    const now = await put(task, next);
    const before = Object.fromEntries((Object.keys(next) as (keyof Edit)[]).map((key) => [key, task[key]]));
    const undo = async () => {
      await put(now, before);
    };
    setWritten((done) => [...done, { code: task.code, edited: true, adjustment: undefined, undo }]);
  };
  /** A report of today; work on a task that had not begun begins it today, as the server has it. */
  const progress = async (task: Api<'TaskForecast'>, percent: number, today: string) => {
    const say = (said: number) =>
      report.mutateAsync({ params: { path: { id: task.task_id } }, body: { as_of: today, percent: said } });
    await say(percent);
    const undo = async () => {
      await say(task.percent);
    };
    setWritten((done) => [...done, { code: task.code, edited: true, adjustment: undefined, undo }]);
  };
  const last = written.at(-1);
  const undo = async () => {
    if (!last) return;
    await last.undo();
    setWritten((before) => before.filter((one) => one !== last));
    void queries.invalidateQueries();
  };
  return { save, edit, progress, last, undo };
}
