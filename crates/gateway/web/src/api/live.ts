/** Events as they happen: what an event touches is asked for again, so every open page stays true by itself. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import { token } from './session';

export type Line = 'open' | 'waiting';

/** Events of a burst become one refresh. */
const GATHER_MS = 250;
const RETRY_MS = [1_000, 2_000, 5_000, 15_000];

let line: Line = 'waiting';
const listeners = new Set<() => void>();

function tell(next: Line) {
  line = next;
  listeners.forEach((listener) => listener());
}

/** Whether events are coming in. */
export function useLine(): Line {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => line,
  );
}

/** Takes whole messages out of what has come so far: the data of each, and what is left. */
export function messages(text: string): { data: string[]; rest: string } {
  const parts = text.replaceAll('\r\n', '\n').split('\n\n');
  const rest = parts.pop() ?? '';
  const data = parts
    .map((part) =>
      part
        .split('\n')
        .filter((row) => row.startsWith('data:'))
        .map((row) => row.slice(5).trimStart())
        .join('\n'),
    )
    .filter(Boolean);
  return { data, rest };
}

/** The plan that a query is about; undefined for those about all. */
export function planOf(key: readonly unknown[]): string | undefined {
  const init = key[2] as { params?: { path?: Record<string, unknown> } } | undefined;
  const plan = init?.params?.path?.plan;
  return typeof plan === 'string' ? plan : undefined;
}

async function follow(signal: AbortSignal, onEvent: (plan: string) => void) {
  const answer = await fetch('/api/v1/events', { headers: { authorization: `Bearer ${token() ?? ''}` }, signal });
  const body = answer.ok ? answer.body : null;
  if (!body) throw new Error(answer.statusText);
  tell('open');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const { data, rest } = messages(text + value);
    text = rest;
    for (const one of data) onEvent((JSON.parse(one) as { partitionkey?: string }).partitionkey ?? '');
  }
}

/** Keeps the line open for as long as the signal allows, and refreshes what changed. */
async function keepTrue(queries: QueryClient, signal: AbortSignal) {
  const touched = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    const plans = new Set(touched);
    touched.clear();
    timer = undefined;
    void queries.invalidateQueries({
      // A page may name a plan by its code, which no event tells: those are refreshed by any event.
      predicate: ({ queryKey }) => {
        const plan = planOf(queryKey);
        return plan?.length !== 36 || plans.has(plan);
      },
    });
  };
  for (let failures = 0; !signal.aborted;) {
    const opened = Date.now();
    try {
      await follow(signal, (plan) => {
        touched.add(plan);
        timer ??= setTimeout(refresh, GATHER_MS);
      });
    } catch {
      // Told by the state of the line; tried again below.
    }
    tell('waiting');
    failures = Date.now() - opened > 30_000 ? 0 : failures + 1;
    await new Promise((resolve) =>
      setTimeout(resolve, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? RETRY_MS[0]),
    );
    // What happened meanwhile was not told to us.
    void queries.invalidateQueries();
  }
}

/** Follows events while somebody is signed in. */
export function useLiveUpdates() {
  const queries = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    void keepTrue(queries, stop.signal);
    return () => stop.abort();
  }, [queries]);
}
