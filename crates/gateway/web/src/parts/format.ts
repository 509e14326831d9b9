/** Dates and numbers as readers of a language write them. Calendar days have no time zone and never shift. */
import { useMemo } from 'react';

import { useWords } from '@/words';

import { useTimeZone } from './timeZone';

/** Digits behind the point of a currency: 2 of CNY, 0 of JPY; amounts of the API are in the smallest unit. */
export function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    // Not of ISO 4217: a company's own unit.
    return 2;
  }
}

/** `2026-07-01` as midnight here, so that it stays the first of July. */
export function dayOf(text: string): Date {
  const [year = 1970, month = 1, day = 1] = text.split('-').map(Number);
  return new Date(year, month - 1, day);
}

/** Moments are shown in a time zone, the device's where none is given. */
export function formatter(lang: string, timeZone?: string) {
  const short = new Intl.DateTimeFormat(lang, { month: 'short', day: 'numeric' });
  const long = new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });
  const moment = new Intl.DateTimeFormat(lang, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
  const weekday = new Intl.DateTimeFormat(lang, { weekday: 'narrow' });
  const hours = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 });
  const money = (minor: number | null | undefined, currency: string): string => {
    if (minor == null) return '–';
    const digits = digitsOf(currency);
    const amount = minor / 10 ** digits;
    const shown = { minimumFractionDigits: 0, maximumFractionDigits: digits };
    try {
      return new Intl.NumberFormat(lang, { style: 'currency', currency, ...shown }).format(amount);
    } catch {
      return `${new Intl.NumberFormat(lang, shown).format(amount)} ${currency}`;
    }
  };
  return {
    /** An amount in the smallest unit of its currency: ¥20,000, CN¥20,000. */
    money,
    /** 7月1日, Jul 1 */
    day: (text: string | null | undefined) => (text ? short.format(dayOf(text)) : '–'),
    /** A day as charts have it, in milliseconds. */
    date: (at: number) => short.format(at),
    /** 2026年7月1日周三, Wed, July 1, 2026 */
    longDay: (text: string | null | undefined) => (text ? long.format(dayOf(text)) : '–'),
    /** 三, W */
    weekday: (text: string) => weekday.format(dayOf(text)),
    /** A moment in RFC 3339, in the reader's time zone. */
    moment: (text: string | null | undefined) => (text ? moment.format(new Date(text)) : '–'),
    number: (value: number | null | undefined) => (value == null ? '–' : number.format(value)),
    /** Hours of work, to six minutes. */
    hours: (value: number) => hours.format(value),
    /** Of a share, 0–1. */
    share: (value: number | null | undefined) => (value == null ? '–' : percent.format(value)),
    /** Of a percentage, 0–100. */
    percent: (value: number | null | undefined) => (value == null ? '–' : percent.format(value / 100)),
  };
}

export function useFormat() {
  const { lang } = useWords();
  const zone = useTimeZone();
  return useMemo(() => formatter(lang, zone), [lang, zone]);
}
