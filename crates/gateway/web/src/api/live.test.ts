import { afterEach, expect, test, vi } from 'vitest';

import { type Event, follow, messages, planOf, touches } from './live';

afterEach(() => vi.unstubAllGlobals());

test('messages are taken whole, and what is not whole waits', () => {
  const first = messages('id: 1\nevent: a\ndata: {"a":1}\n\n: keep alive\n\ndata: {"b"');
  expect(first).toEqual({ whole: [{ id: '1', data: '{"a":1}' }], rest: 'data: {"b"' });
  expect(messages(`${first.rest}:2}\n\nid: 3\n\n`)).toEqual({
    whole: [
      { id: '', data: '{"b":2}' },
      { id: '3', data: '' },
    ],
    rest: '',
  });
});

test('a line that breaks goes on after the last message that was read', async () => {
  const asked: (string | null)[] = [];
  const answers = ['id: 7\n\nid: 8\ndata: {"type":"a"}\n\nid: 9\ndata: {"ty', 'id: 9\ndata: {"type":"b"}\n\n'];
  vi.stubGlobal('fetch', (_: string, { headers }: RequestInit) => {
    asked.push(new Headers(headers).get('last-event-id'));
    return Promise.resolve(new Response(answers.shift() ?? '', { status: asked.length === 3 ? 400 : 200 }));
  });
  const place = { last: '' };
  const events: Event[] = [];
  const open = vi.fn();
  const again = () => follow(new AbortController().signal, place, open, (event) => events.push(event));
  await again();
  await again();
  expect(asked).toEqual([null, '8']);
  expect(events.map(({ type }) => type)).toEqual(['a', 'b']);
  expect(place.last).toBe('9');
  await expect(again()).rejects.toThrow();
  expect(place.last).toBe('');
  expect(open).toHaveBeenCalledTimes(2);
});

test('a query about a plan is known by it', () => {
  expect(planOf(['get', '/api/v1/plans/{plan}/status', { params: { path: { plan: 'P1' } } }])).toBe('P1');
  expect(planOf(['get', '/api/v1/my-day', { params: { query: {} } }])).toBeUndefined();
  expect(planOf(['get', '/api/v1/clock'])).toBeUndefined();
});

test('an event refreshes its own plan at once, what spans all plans now and then, people only when they change', () => {
  const plan = '01a223a6-155c-7310-b6a8-97584ccfb6aa';
  const of = (name: string) => ['get', '/api/v1/plans/{plan}/status', { params: { path: { plan: name } } }];
  const happened = { plans: new Set([plan]), directory: false, wide: false };
  expect(touches(of(plan), happened)).toBe(true);
  expect(touches(of(plan.replace('01a', '02b')), happened)).toBe(false);
  expect(touches(of('2026Q3-SALES'), happened)).toBe(true);
  expect(touches(['get', '/api/v1/my-day'], happened)).toBe(false);
  expect(touches(['get', '/api/v1/my-day'], { ...happened, wide: true })).toBe(true);
  expect(touches(['get', '/api/v1/people'], { ...happened, wide: true })).toBe(false);
  expect(touches(['get', '/api/v1/people'], { ...happened, directory: true })).toBe(true);
});
