import { afterEach, expect, it, vi } from 'vitest';

import { once } from './once';

afterEach(() => vi.unstubAllGlobals());

const post = (body: string) =>
  new Request('http://x/api/v1/tasks', { method: 'POST', body, headers: { 'content-type': 'application/json' } });

it('sends what is pressed twice once, and gives both the answer', async () => {
  const asked = vi.fn(() => Promise.resolve(new Response('{"done":true}')));
  vi.stubGlobal('fetch', asked);
  const answers = await Promise.all([once(post('{"a":1}')), once(post('{"a":1}')), once(post('{"a":2}'))]);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(await Promise.all(answers.map((one) => one.json()))).toEqual(Array(3).fill({ done: true }));
  await once(post('{"a":1}'));
  expect(asked).toHaveBeenCalledTimes(3);
});

it('tells both of a refused line', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const both = await Promise.allSettled([once(post('{}')), once(post('{}'))]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
