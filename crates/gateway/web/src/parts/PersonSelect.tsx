/** People to choose from: by name or code, found by the server where there are many; whoever is chosen is shown by name. */
import { Select, type SelectProps } from 'antd';
import { useState } from 'react';

import type { Api } from '@/api/client';
import { useDirectory, usePeopleFound } from '@/api/directory';
import { useWords } from '@/words';

type Props<Value> = Omit<SelectProps<Value>, 'options' | 'showSearch'> & {
  /** Whom one may choose; anybody where it is not said. */
  among?: (person: Api<'Person'>) => boolean;
};

export function PersonSelect<Value extends string | string[] | null>({ among, ...rest }: Props<Value>) {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const { whole, people: all, person } = useDirectory();
  const found = usePeopleFound(typed);
  const chosen = ([rest.value].flat() as unknown[]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );
  const people = (whole ? all : found.people).filter((one) => among?.(one) ?? true);
  const known = new Set(people.map(({ code }) => code));
  const option = (code: string, name: string) => ({ value: code, label: `${name} · ${code}` });
  return (
    <Select<Value>
      {...rest}
      showSearch={whole ? { optionFilterProp: 'label' } : { filterOption: false, onSearch: setTyped }}
      onOpenChange={(open) => {
        if (!open) setTyped('');
      }}
      loading={found.isFetching}
      {...(found.isFetching ? { notFoundContent: t('parts:loading') } : {})}
      options={[
        ...people.map(({ code, name }) => option(code, name)),
        ...chosen.filter((code) => !known.has(code)).map((code) => option(code, person(code)?.name ?? code)),
      ]}
    />
  );
}
