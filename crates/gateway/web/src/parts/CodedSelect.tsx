/** A budget, tool or data set to choose, by code or name. */
import { useState } from 'react';

import { type CodedKind, useCoded, useCodedFound } from '@/api/coded';

import { type ChoiceProps, FoundSelect } from './FoundSelect';

type Props = ChoiceProps<string> & {
  kind: CodedKind;
  /** Only those of this department. */
  department?: string | undefined;
};

export function CodedSelect({ kind, department, ...rest }: Props) {
  const [typed, setTyped] = useState('');
  const { data: found = [], isFetching } = useCodedFound(kind, typed, department);
  const chosen = useCoded(kind, rest.value).data;
  const choice = ({ code, name }: { code: string; name?: string | undefined }) => ({
    value: code,
    label: name ? `${name} · ${code}` : code,
  });
  return (
    <FoundSelect<string>
      {...rest}
      found={found.map(choice)}
      chosen={chosen ? [choice(chosen)] : []}
      isFetching={isFetching}
      onTyped={setTyped}
    />
  );
}
