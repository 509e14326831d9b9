/** A budget, tool or data set to choose, by code or name; the server finds it. */
import { Select, type SelectProps } from 'antd';
import { useState } from 'react';

import { type CodedKind, useCoded, useCodedFound } from '@/api/coded';
import { useWords } from '@/words';

type Props = Omit<SelectProps<string>, 'options' | 'showSearch'> & {
  kind: CodedKind;
  /** Only those of this department. */
  department?: string | undefined;
};

export function CodedSelect({ kind, department, ...rest }: Props) {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const found = useCodedFound(kind, typed, department);
  const chosen = useCoded(kind, rest.value).data;
  const rows = found.data ?? [];
  const all = chosen && !rows.some(({ code }) => code === chosen.code) ? [...rows, chosen] : rows;
  return (
    <Select<string>
      {...rest}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={(open) => {
        if (!open) setTyped('');
      }}
      loading={found.isFetching}
      {...(found.isFetching ? { notFoundContent: t('parts:loading') } : {})}
      options={all.map(({ code, name }) => ({ value: code, label: name ? `${name} · ${code}` : code }))}
    />
  );
}
