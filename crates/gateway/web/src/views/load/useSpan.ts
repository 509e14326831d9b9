/** Days from one to another in words; one day stands alone. */
import { useCallback } from 'react';

import { useFormat } from '@/parts/format';

export function useSpan(): (from: string, to: string) => string {
  const format = useFormat();
  return useCallback(
    (from, to) => (from === to ? format.longDay(from) : `${format.day(from)} – ${format.day(to)}`),
    [format],
  );
}
