import { expect, test } from 'vitest';

import { messages, planOf, touches } from './live';

test('messages are taken whole, and what is not whole waits', () => {
  const first = messages('id: 1\nevent: a\ndata: {"a":1}\n\n: keep alive\n\ndata: {"b"');
  expect(first).toEqual({ data: ['{"a":1}'], rest: 'data: {"b"' });
  expect(messages(`${first.rest}:2}\n\n`)).toEqual({ data: ['{"b":2}'], rest: '' });
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
