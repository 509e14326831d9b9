import { expect, test } from 'vitest';

import { batched, listOf } from './by-code';

test('a code may have a comma in it', () => {
  expect(listOf(['A', 'B,1', 'C\\2'])).toBe('A,B\\,1,C\\\\2');
});

test('what is named at the same time is one question, and what nobody knows is null', async () => {
  const asked: string[][] = [];
  const row = batched((codes) => {
    asked.push([...codes]);
    return Promise.resolve(codes.filter((code) => code !== 'X').map((code) => ({ code })));
  });
  expect(await Promise.all([row('A'), row('B'), row('A'), row('X')])).toEqual([
    { code: 'A' },
    { code: 'B' },
    { code: 'A' },
    null,
  ]);
  expect(await row('A')).toEqual({ code: 'A' });
  expect(asked).toEqual([['A', 'B', 'X'], ['A']]);
});
