/** What the time scale says, in the reader's language. */
import { useMemo } from 'react';

import { dayOf } from '@/parts/format';
import { useWords } from '@/words';

import { isoOf } from './days';
import type { Scale, Tick } from './scale';

export function tickText(lang: string): (tick: Tick, scale: Pick<Scale, 'zoom'>) => string {
  const yearMonth = new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long' });
  const month = new Intl.DateTimeFormat(lang, { month: 'short' });
  const year = new Intl.DateTimeFormat(lang, { year: 'numeric' });
  return ({ unit, day, width }, { zoom }) => {
    const iso = isoOf(day);
    const date = dayOf(iso);
    // A name that has no room would only be cut off.
    if (unit === 'day') return String(date.getDate());
    if (unit === 'week') return width < 60 ? '' : `${date.getMonth() + 1}/${date.getDate()}`;
    if (unit === 'quarter') return `Q${date.getMonth() / 3 + 1}`;
    if (unit === 'year') return width < 50 ? '' : year.format(date);
    return width < (zoom === 'month' ? 28 : 70) ? '' : (zoom === 'month' ? month : yearMonth).format(date);
  };
}

export function useTickText() {
  const { lang } = useWords();
  return useMemo(() => tickText(lang), [lang]);
}
