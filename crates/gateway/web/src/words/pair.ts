/** Texts side by side: a key cannot exist in one language only. */

/** 简体中文, English. English counts: `{ one: '{{count}} day', other: '{{count}} days' }`. */
export type Pair = readonly [zh: string, en: string | { one: string; other: string }];
export type Pairs = Record<string, Pair>;

/** What i18next reads: plural forms are keys of their own. */
export function split(pairs: Pairs): { zh: Record<string, string>; en: Record<string, string> } {
  const zh: Record<string, string> = {};
  const en: Record<string, string> = {};
  for (const [key, [chinese, english]] of Object.entries(pairs)) {
    zh[key] = chinese;
    if (typeof english === 'string') {
      en[key] = english;
    } else {
      en[`${key}_one`] = english.one;
      en[`${key}_other`] = english.other;
    }
  }
  return { zh, en };
}
