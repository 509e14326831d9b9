/** Dates of a task: written where nothing was approved, applied for where a baseline protects them; and taken back. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type Api, http } from './client';

export interface NewDates {
  task: Api<'Task'>;
  /** ISO 8601. */
  start: string;
  end: string;
  /** Why; told with an adjustment. */
  reason: string;
}

export interface Written {
  code: string;
  /** Code of the adjustment that was drafted. */
  adjustment: string | undefined;
  undo: () => Promise<void>;
}

/** The dates of an approved baseline are changed by an approved adjustment only. */
export function isProtected(task: Api<'Task'>): boolean {
  return Boolean(task.baseline);
}

async function patch(task: Api<'Task'>, planned_start: string, planned_end: string) {
  const { data, error } = await http.PATCH('/api/v1/tasks/{id}', {
    params: { path: { id: task.id } },
    headers: { 'if-match': `"${task.version}"` },
    body: { planned_start, planned_end },
  });
  // The refusal itself is what is shown.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (error) throw error;
  return data.task;
}

async function write({ task, start, end, reason }: NewDates): Promise<Written> {
  if (!isProtected(task)) {
    const now = await patch(task, start, end);
    const undo = async () => {
      await patch(now, task.planned_start, task.planned_end);
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

/** Writes dates, and takes the last writes back one after the other. */
export function usePlanning() {
  const queries = useQueryClient();
  const [written, setWritten] = useState<Written[]>([]);
  const save = async (dates: NewDates) => {
    const done = await write(dates);
    setWritten((before) => [...before, done]);
    void queries.invalidateQueries();
  };
  const last = written.at(-1);
  const undo = async () => {
    if (!last) return;
    await last.undo();
    setWritten((before) => before.filter((one) => one !== last));
    void queries.invalidateQueries();
  };
  return { save, last, undo };
}
