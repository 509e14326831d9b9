import { expect, test } from 'vitest';

import { messages, planOf } from './live';

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
