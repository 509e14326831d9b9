/** Events as they happen: what an event touches is asked for again, so every open page stays true by itself. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import { token } from './session';

export type Line = 'open' | 'waiting';

/** Events of a burst become one refresh: the first soon, the next ones not more often than people can read. */
const GATHER_MS = 250;
const APART_MS = 1_500;
/** What spans all plans hears of every event of the company, and is asked for again more rarely. */
const WIDE_APART_MS = 5_000;
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

/** What has happened since the last refresh. */
export interface Happened {
  plans: ReadonlySet<string>;
  /** Somebody joined, left, or was given other skills. */
  directory: boolean;
  /** Time to ask again for what spans all plans. */
  wide: boolean;
}

const DIRECTORY = ['/api/v1/people', '/api/v1/departments'];

/** Whether a query's answer may be another after what has happened. */
export function touches(key: readonly unknown[], { plans, directory, wide }: Happened): boolean {
  const plan = planOf(key);
  // An id has 36 letters. A page may also name a plan by its code, which no event tells.
  if (plan?.length === 36) return plans.has(plan);
  if (DIRECTORY.includes(key[1] as string)) return directory;
  return plan !== undefined || wide;
}

interface Event {
  type?: string;
  partitionkey?: string;
}

async function follow(signal: AbortSignal, onEvent: (event: Event) => void) {
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
    for (const one of data) onEvent(JSON.parse(one) as Event);
  }
}

/** Gathers events and refreshes what they touch. */
function refresher(queries: QueryClient) {
  const plans = new Set<string>();
  let directory = false;
  let lastNear = 0;
  let lastWide = 0;
  let near: ReturnType<typeof setTimeout> | undefined;
  let wide: ReturnType<typeof setTimeout> | undefined;
  const refresh = (happened: Happened) =>
    void queries.invalidateQueries({ predicate: ({ queryKey }) => touches(queryKey, happened) });
  return ({ type = '', partitionkey = '' }: Event) => {
    plans.add(partitionkey);
    directory ||= type.startsWith('cascade.resources.');
    near ??= setTimeout(
      () => {
        refresh({ plans: new Set(plans), directory, wide: false });
        plans.clear();
        directory = false;
        near = undefined;
        lastNear = Date.now();
      },
      Math.max(GATHER_MS, lastNear + APART_MS - Date.now()),
    );
    wide ??= setTimeout(
      () => {
        refresh({ plans: new Set(), directory: false, wide: true });
        wide = undefined;
        lastWide = Date.now();
      },
      Math.max(GATHER_MS, lastWide + WIDE_APART_MS - Date.now()),
    );
  };
}

/** Keeps the line open for as long as the signal allows. */
async function keepTrue(queries: QueryClient, signal: AbortSignal) {
  const onEvent = refresher(queries);
  for (let failures = 0; !signal.aborted;) {
    const opened = Date.now();
    try {
      await follow(signal, onEvent);
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
