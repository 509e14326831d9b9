import { expect, it } from 'vitest';

import { changed, dayAfter, differing, type Policy, stateOf } from './terms';

const policy = (version: number, effective_from: string): Policy => ({
  id: String(version),
  version,
  effective_from,
  department: 'MKT',
  name: '',
  created_by: '',
});

it('knows which version is in force', () => {
  const versions = [policy(1, '2026-07-01'), policy(2, '2026-07-20'), policy(3, '2026-08-01')];
  expect(versions.map((one) => stateOf(one, versions, '2026-07-28'))).toEqual(['past', 'now', 'coming']);
  const corrected = [...versions, policy(4, '2026-07-20')];
  expect(corrected.map((one) => stateOf(one, corrected, '2026-07-28'))).toEqual(['past', 'past', 'coming', 'now']);
});

it('writes only what differs', () => {
  const before = { explain_days: 1, stand_ins: ['P1'], quiet_from: '' };
  const after = { explain_days: 1, stand_ins: ['P2', 'P1'], quiet_from: '22:00' };
  expect(changed(before, after)).toEqual(['quiet_from', 'stand_ins']);
  expect(differing(before, after)).toEqual({ stand_ins: ['P2', 'P1'], quiet_from: '22:00' });
});

it('begins on the day after', () => {
  expect(dayAfter('2026-07-31')).toBe('2026-08-01');
});
