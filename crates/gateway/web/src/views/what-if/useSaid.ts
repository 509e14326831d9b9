/** A change in words. */
import { useCallback } from 'react';

import { useDirectory } from '@/api/directory';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import type { Change } from './changes';

export function useSaid(): (change: Change) => string {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  return useCallback(
    (change) => {
      const name = (code: string) => person(code)?.name ?? code;
      switch (change.kind) {
        case 'slip':
          return change.count < 0
            ? t('whatIf:shorter', { task: change.task, count: -change.count })
            : t('whatIf:slip', { task: change.task, count: change.count });
        case 'people':
          return t('whatIf:people', { task: change.task, count: change.count });
        case 'move':
          return t('whatIf:move', { task: change.task, from: format.day(change.from), to: format.day(change.to) });
        case 'owner':
          return t('whatIf:owner', { task: change.task, person: name(change.person) });
        case 'cancel':
          return t('whatIf:cancel', { task: change.task });
        case 'away':
          return change.to
            ? t('whatIf:away', {
                person: name(change.person),
                from: format.day(change.from),
                to: format.day(change.to),
              })
            : t('whatIf:leaves', { person: name(change.person), from: format.day(change.from) });
        case 'drop':
          return t('whatIf:drop', { predecessor: change.predecessor, successor: change.successor });
        case 'deadline':
          return t('whatIf:deadline', { subject: change.subject, day: format.day(change.to) });
      }
    },
    [t, format, person],
  );
}
