/** A plan to choose, by code or title; the server finds it where there are many. */
import { Select, type SelectProps } from 'antd';
import { useState } from 'react';

import { usePlan, usePlansFound } from '@/shell/plan';
import { useWords } from '@/words';

type Props = Omit<SelectProps<string | null>, 'options' | 'showSearch'>;

export function PlanSelect(props: Props) {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const { plan: chosen } = usePlan(props.value);
  const { whole, plans, isFetching } = usePlansFound(typed);
  const all = chosen && !plans.some(({ id }) => id === chosen.id) ? [...plans, chosen] : plans;
  return (
    <Select<string | null>
      {...props}
      showSearch={whole ? { optionFilterProp: 'label' } : { filterOption: false, onSearch: setTyped }}
      onOpenChange={(open) => {
        if (!open) setTyped('');
      }}
      loading={isFetching}
      {...(isFetching ? { notFoundContent: t('parts:loading') } : {})}
      options={all.map(({ id, code, title }) => ({
        value: id,
        label: title === code ? title : `${title} · ${code}`,
      }))}
    />
  );
}
