import { expect, test } from 'vitest';

import type { Alert } from '@/api/alerts';

import { actionsOf } from './Actions';

function main(state: Alert['state'], level: number) {
  return actionsOf({ state, level })[0];
}

test('the main button is what the level is for', () => {
  expect(main('open', 1)).toBe('explain');
  expect(main('open', 2)).toBe('correct');
  expect(main('explained', 1)).toBe('correct');
  expect(main('correcting', 3)).toBe('accept');
  expect(main('verifying', 3)).toBe('worked');
});

test('a closed alert is left alone', () => {
  expect(actionsOf({ state: 'closed', level: 3 })).toEqual([]);
});
