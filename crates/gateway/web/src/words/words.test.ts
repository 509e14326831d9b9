import { expect, test } from 'vitest';

import { texts } from '.';
import type { Pairs } from './pair';

const all = Object.entries(texts).flatMap(([space, pairs]) =>
  Object.entries(pairs as Pairs).map(([key, [zh, en]]) => ({
    key: `${space}:${key}`,
    zh,
    en: typeof en === 'string' ? [en] : [en.one, en.other],
  })),
);

function slots(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? '').sort();
}

test('every text is there in both languages', () => {
  for (const { key, zh, en } of all) for (const text of [zh, ...en]) expect(text.trim(), key).not.toBe('');
});

test('both languages are given the same figures and names', () => {
  for (const { key, zh, en } of all) for (const text of en) expect(slots(text), key).toEqual(slots(zh));
});

test('English texts are English; only the switch to Chinese is not', () => {
  const chinese = all.filter(({ en }) => en.some((text) => /\p{Script=Han}/u.test(text))).map(({ key }) => key);
  expect(chinese).toEqual(['shell:language', 'shell:languageHint']);
});
