import { expect, test } from 'vitest';

import { dayOf, formatter } from './format';

test('a calendar day is the same day everywhere', () => {
  expect(dayOf('2026-07-01').getDate()).toBe(1);
  expect(formatter('zh-CN').day('2026-07-01')).toBe('7月1日');
  expect(formatter('en').day('2026-07-01')).toBe('Jul 1');
});

test('what is absent is a dash', () => {
  const { day, moment, number, share } = formatter('en');
  expect([day(null), moment(undefined), number(null), share(undefined)]).toEqual(['–', '–', '–', '–']);
});

test('shares and percentages are told alike', () => {
  const { share, percent } = formatter('en');
  expect([share(0.456), percent(45.6)]).toEqual(['46%', '46%']);
});

test('an amount is told in its currency, whatever digits that has', () => {
  const { money } = formatter('en');
  expect([money(2_000_050, 'CNY'), money(500, 'JPY'), money(100, 'nothing known'), money(null, 'CNY')]).toEqual([
    'CN¥20,000.5',
    '¥500',
    '1 nothing known',
    '–',
  ]);
});
