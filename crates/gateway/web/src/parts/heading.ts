/** What names a page. What stands in for an answer is its heading only where there is none. */
import { createContext, useContext, useEffect } from 'react';

export const HeadingContext = createContext(false);

/** Whether the page has a heading already. */
export function useNamed(): boolean {
  return useContext(HeadingContext);
}

/** Names the browser's tab. */
export function useTitle(title: string, when = true) {
  useEffect(() => {
    if (when) document.title = `${title} · Cascade`;
  }, [title, when]);
}
