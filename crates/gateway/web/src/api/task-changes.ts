/** A task itself, and changes of it: shown at once, put back if the server refuses. */
import { useQueryClient } from '@tanstack/react-query';

import { type Api, api } from './client';
import { holds } from './rights';
import type { Session } from './session';

export type Task = Api<'Task'>;
export type Milestone = Api<'Milestone'>;
type Patch = Api<'TaskPatch'>;

export function taskOf(id: string) {
  return api.queryOptions('get', '/api/v1/tasks/{id}', { params: { path: { id } } });
}

type Whose = Pick<Task, 'owner' | 'department' | 'baseline'>;
type Who = Pick<Session, 'person' | 'roles'>;

/** Who says of a task what is reached and whether it goes on: its owner, and those who plan in its department. */
export function mayTrack(me: Who, { owner, department }: Whose): boolean {
  return me.person === owner || holds(me, 'contributor', department);
}

/** Who says what a task is held to: what is approved is a manager's to change. */
export function mayPlan(me: Who, { department, baseline }: Whose): boolean {
  return holds(me, baseline ? 'manager' : 'contributor', department);
}

/**
 * Changes what is named of a task, if it still is as it was read: what somebody else wrote meanwhile is not overwritten unseen. It is
 * read again after a refusal, so that whoever saves once more does so on what is there now.
 */
export function useTaskChange(task: Task) {
  const queries = useQueryClient();
  const { queryKey } = taskOf(task.id);
  // A page that has just drawn a refusal may still hold what was guessed: what is kept is asked.
  const kept = () => queries.getQueryData<Task>(queryKey) ?? task;
  const change = api.useMutation('patch', '/api/v1/tasks/{id}', {
    onMutate: async ({ body }) => {
      await queries.cancelQueries({ queryKey });
      const before = kept();
      const named = Object.entries(body).filter(([, value]) => value != null);
      queries.setQueryData(queryKey, { ...before, ...(Object.fromEntries(named) as Partial<Task>) });
      return { before };
    },
    onError: (_error, _asked, context) => {
      if (context && typeof context === 'object' && 'before' in context) queries.setQueryData(queryKey, context.before);
    },
    onSuccess: ({ task: now }) => queries.setQueryData(queryKey, now),
    onSettled: () => void queries.invalidateQueries(),
  });
  /** `patch` says what is to be another of the task as it is now; whether anything was. */
  const send = async (patch: (now: Task) => Patch): Promise<boolean> => {
    const now = kept();
    const body = patch(now);
    if (!Object.keys(body).length) return false;
    await change.mutateAsync({
      params: { path: { id: task.id } },
      headers: { 'if-match': `"${now.version}"` },
      body,
    });
    return true;
  };
  const { error, isPending, reset, variables } = change;
  return { send, error, isPending, reset, sent: variables?.body };
}
