/** People to choose from, by name or code. */
import { useState } from 'react';

import type { Api } from '@/api/client';
import { useDirectory, usePeopleFound } from '@/api/directory';

import { type ChoiceProps, FoundSelect } from './FoundSelect';

type Props<Value> = ChoiceProps<Value> & {
  /** Whom one may choose; anybody where it is not said. */
  among?: (person: Api<'Person'>) => boolean;
};

export function PersonSelect<Value extends string | string[] | null>({ among, ...rest }: Props<Value>) {
  const [typed, setTyped] = useState('');
  const { whole, people: all, person } = useDirectory();
  const found = usePeopleFound(typed);
  const chosen = ([rest.value].flat() as unknown[]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );
  const choice = (code: string, name: string) => ({ value: code, label: `${name} · ${code}` });
  return (
    <FoundSelect<Value>
      {...rest}
      found={(whole ? all : found.people)
        .filter((one) => among?.(one) ?? true)
        .map(({ code, name }) => choice(code, name))}
      chosen={chosen.map((code) => choice(code, person(code)?.name ?? code))}
      whole={whole}
      isFetching={found.isFetching}
      onTyped={setTyped}
    />
  );
}
