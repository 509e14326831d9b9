import { expect, test } from 'vitest';

import { type Alert, isStageHidden } from '@/api/alerts';

import { actionsOf } from './Actions';

const alert = (stage: Alert['stage'], level: number, state = stage) => actionsOf({ state, stage, level });

test('the main button is what the level is for', () => {
  expect(alert('open', 1)[0]).toBe('explain');
  expect(alert('open', 2)[0]).toBe('correct');
  expect(alert('explained', 1)[0]).toBe('correct');
  expect(alert('correcting', 3)[0]).toBe('accept');
  expect(alert('verifying', 3)[0]).toBe('worked');
});

test('whoever has asked for time decides and verifies all the same, and cannot ask for more', () => {
  for (const paused of ['acknowledged', 'snoozed'] as const) {
    expect(alert('open', 1, paused)).toEqual(['explain', 'correct']);
    expect(alert('explained', 2, paused)).toEqual(['correct']);
    expect(alert('correcting', 3, paused)).toEqual(['accept', 'reject', 'correct']);
    expect(alert('verifying', 3, paused)).toEqual(['worked', 'notWorked']);
    expect(alert('reopened', 2, paused)).toEqual(['correct']);
  }
});

test('what the server would refuse is not offered', () => {
  expect(alert('reopened', 2)).toEqual(['correct', 'acknowledge', 'snooze']);
  expect(alert('explained', 2)).not.toContain('explain');
});

test('a closed alert is left alone', () => {
  expect(alert('closed', 3)).toEqual([]);
});

test('a stage that is hidden by a pause is shown beside it', () => {
  expect(isStageHidden({ state: 'acknowledged', stage: 'correcting' })).toBe(true);
  expect(isStageHidden({ state: 'acknowledged', stage: 'open' })).toBe(false);
  expect(isStageHidden({ state: 'verifying', stage: 'verifying' })).toBe(false);
});
