/** The nearest view of the menu above an address: where what was looked for would be listed. */
import { matchPath } from 'react-router';

import type { Word } from '@/words';

import { views } from '.';

export interface Above {
  to: string;
  label: Word;
}

/** With `itself`, a view of the menu is its own answer: the same without what was asked of it. */
export function above(pathname: string, itself: boolean): Above {
  const parts = pathname.split('/').filter(Boolean);
  for (let length = parts.length - (itself ? 0 : 1); length > 0; length -= 1) {
    const to = `/${parts.slice(0, length).join('/')}`;
    const found = views.find(({ path, menu }) => menu && matchPath(`/${path}`, to));
    if (found?.menu) return { to, label: found.menu.label };
  }
  return { to: '/company', label: 'dashboard:companyMenu' };
}
