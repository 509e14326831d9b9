import { expect, test } from 'vitest';

import { type Entry, inShort, matching } from './entries';

const entry = { number: 1, by: 'P02', action: 'plan_imported', subject: 'id', data: '{"code":"Q3"}', hash: 'ab12' };
const other = { ...entry, number: 2, by: 'P11', action: 'plan_activated' };
const entries = [entry, other] as Entry[];

test('entries are found by what, by whom and by their content', () => {
  const none = { action: '', by: '', text: '' };
  expect(matching(entries, none)).toHaveLength(2);
  expect(matching(entries, { ...none, action: 'plan_activated' })).toEqual([other]);
  expect(matching(entries, { ...none, by: 'P02', text: ' q3 ' })).toEqual([entry]);
  expect(matching(entries, { ...none, text: 'nowhere' })).toEqual([]);
});

test('content is told in a line, and what is no object as it is', () => {
  expect(inShort('{"code":"Q3","version":2,"fields":[{"row":"G1"}]}')).toBe('code: Q3 · version: 2');
  expect(inShort('torn {')).toBe('torn {');
});
