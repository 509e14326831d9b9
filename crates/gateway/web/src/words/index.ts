/** Every text that people read. A view's texts are a file here, its name is their namespace: `t('myDay:title')`. */
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

import { adjustments } from './adjustments';
import { alerts } from './alerts';
import { audit } from './audit';
import { budgets } from './budgets';
import { baselines } from './baselines';
import { dashboard } from './dashboard';
import { directory } from './directory';
import { forecast } from './forecast';
import { gantt } from './gantt';
import { importing } from './importing';
import { keyResult } from './keyResult';
import { load } from './load';
import { map } from './map';
import { myDay } from './myDay';
import { parts } from './parts';
import { type Pair, split } from './pair';
import { report } from './report';
import { requests } from './requests';
import { review } from './review';
import { rotas } from './rotas';
import { settings } from './settings';
import { shell } from './shell';
import { task } from './task';
import { terms } from './terms';
import { whatIf } from './whatIf';
import { why } from './why';

/** One a line, so that two who add a view do not meet. */
export const texts = {
  shell,
  parts,
  settings,
  rotas,
  directory,
  terms,
  myDay,
  alerts,
  adjustments,
  dashboard,
  map,
  why,
  keyResult,
  task,
  gantt,
  whatIf,
  importing,
  audit,
  load,
  requests,
  budgets,
  review,
  baselines,
  report,
  forecast,
};

export type Language = 'zh-CN' | 'en';
type Texts = typeof texts;
type Keys = { [Space in keyof Texts]: Record<keyof Texts[Space], string> };
/** A key with its namespace. */
export type Word = { [Space in keyof Texts]: `${Space}:${keyof Texts[Space] & string}` }[keyof Texts];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: Keys;
  }
}

const KEY = 'cascade.language';

function preferred(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === 'zh-CN' || kept === 'en') return kept;
  return navigator.languages.some((tag) => tag.startsWith('zh')) || !navigator.languages.length ? 'zh-CN' : 'en';
}

const halves = Object.entries(texts).map(([space, pairs]) => [space, split(pairs as Record<string, Pair>)] as const);

export const words = i18next.createInstance();
void words.use(initReactI18next).init({
  lng: preferred(),
  fallbackLng: false,
  ns: Object.keys(texts),
  defaultNS: 'shell',
  resources: {
    'zh-CN': Object.fromEntries(halves.map(([space, { zh }]) => [space, zh])),
    en: Object.fromEntries(halves.map(([space, { en }]) => [space, en])),
  },
  // React escapes.
  interpolation: { escapeValue: false },
  initAsync: false,
});
document.documentElement.lang = words.language;

export function language(): Language {
  return words.language as Language;
}

export function setLanguage(next: Language) {
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
  void words.changeLanguage(next);
}

/** The texts in the language in effect, and that language; a component that uses it follows a change. */
export function useWords() {
  const { t } = useTranslation(Object.keys(texts) as (keyof Texts)[]);
  const lang = language();
  /** A text that the server gives in both languages. */
  const both = (text: { zh: string; en: string }) => (lang === 'en' ? text.en : text.zh);
  return { t, lang, both };
}
