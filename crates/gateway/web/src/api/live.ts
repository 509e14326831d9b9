/** Events as they happen: what an event touches is asked for again, so every open page stays true by itself. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import { renewed } from './renewal';
import { token } from './session';

/** `lost`: nobody answers at all. */
export type Line = 'open' | 'waiting' | 'lost';

/** Events of a burst become one refresh: the first soon, the next ones not more often than people can read. */
const GATHER_MS = 250;
const APART_MS = 1_500;
/** What spans all plans hears of every event of the company, and is asked for again more rarely. */
const WIDE_APART_MS = 5_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000];
/** What stands before a server answers for one that is not there. */
const NOBODY = [502, 503, 504];

/** Says that events are missing. */
const RESYNC = 'cascade.gateway.resync.v1';

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

/** One that only says how far one has come has no data. */
export interface Message {
  id: string;
  data: string;
}

/** Takes whole messages out of what has come so far, and tells what is left. */
export function messages(text: string): { whole: Message[]; rest: string } {
  const parts = text.replaceAll('\r\n', '\n').split('\n\n');
  const rest = parts.pop() ?? '';
  const whole = parts
    .map((part) => {
      const field = (name: string) =>
        part
          .split('\n')
          .filter((row) => row.startsWith(`${name}:`))
          .map((row) => row.slice(name.length + 1).trimStart())
          .join('\n');
      return { id: field('id'), data: field('data') };
    })
    .filter(({ id, data }) => id || data);
  return { whole, rest };
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

export interface Event {
  type?: string;
  partitionkey?: string;
}

class Lost extends Error {}

/** How far one has come, over all connections: the next one goes on from there. */
export interface Place {
  last: string;
}

export async function follow(signal: AbortSignal, place: Place, onOpen: () => void, onEvent: (event: Event) => void) {
  await renewed();
  const headers = {
    authorization: `Bearer ${token() ?? ''}`,
    ...(place.last ? { 'last-event-id': place.last } : {}),
  };
  const answer = await fetch('/api/v1/events', { headers, signal }).catch((error: unknown) => {
    throw new Lost(String(error));
  });
  if (NOBODY.includes(answer.status)) throw new Lost(answer.statusText);
  const body = answer.ok ? answer.body : null;
  if (!body) {
    // Whatever is wrong with it, it is not the place that will be right next time.
    if (answer.status === 400) place.last = '';
    throw new Error(answer.statusText);
  }
  onOpen();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const { whole, rest } = messages(text + value);
    text = rest;
    for (const { id, data } of whole) {
      if (data) onEvent(JSON.parse(data) as Event);
      if (id) place.last = id;
    }
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
    if (type === RESYNC) return void queries.invalidateQueries();
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

/** Waits, but not beyond the moment at which the device has a network again. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });
}

/** Keeps the line open for as long as the signal allows. */
async function keepTrue(queries: QueryClient, signal: AbortSignal) {
  const onEvent = refresher(queries);
  const place: Place = { last: '' };
  let before = false;
  const onOpen = () => {
    tell('open');
    // What happened meanwhile is told first, or that it cannot be; only who had no place yet is told nothing.
    if (before && !place.last) void queries.invalidateQueries();
    before = true;
    // What was asked for while nobody answered is asked for again.
    void queries.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
  };
  for (let failures = 0; !signal.aborted;) {
    const opened = Date.now();
    // A connection does not notice by itself that the device has lost its network.
    const gone = new AbortController();
    const leave = () => gone.abort();
    addEventListener('offline', leave);
    try {
      await follow(AbortSignal.any([signal, gone.signal]), place, onOpen, onEvent);
      tell('waiting');
    } catch (error) {
      before = true;
      tell(error instanceof Lost || gone.signal.aborted ? 'lost' : 'waiting');
    } finally {
      removeEventListener('offline', leave);
    }
    failures = Date.now() - opened > 30_000 ? 0 : failures + 1;
    await pause(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 1_000);
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
