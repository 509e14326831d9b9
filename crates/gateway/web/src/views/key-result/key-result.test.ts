import { expect, test } from 'vitest';

import { points } from './ValueChart';

test('a day has one value, the last said, and the first day the baseline', () => {
  const said = [
    { as_of: '2026-07-20', value: 430 },
    { as_of: '2026-07-10', value: 410 },
    { as_of: '2026-07-20', value: 435 },
  ];
  expect(points(said, '2026-07-01', 400)).toEqual([
    ['2026-07-01', 400],
    ['2026-07-10', 410],
    ['2026-07-20', 435],
  ]);
});
