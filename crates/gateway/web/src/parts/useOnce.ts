/** A deed that is not begun again before it has ended: two presses within a blink are one, sooner than a button can show it. */
import { useRef } from 'react';

export function useOnce<Given extends unknown[]>(deed: (...given: Given) => Promise<void>) {
  const busy = useRef(false);
  return async (...given: Given): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    try {
      await deed(...given);
    } finally {
      busy.current = false;
    }
  };
}
