/** A choice among what the server finds for what is typed. What is chosen is among the options, found or not. */
import { Select, type SelectProps } from 'antd';

import { useWords } from '@/words';

/** What every such choice leaves to its caller. */
export type ChoiceProps<Value> = Omit<SelectProps<Value>, 'options' | 'showSearch' | 'loading' | 'onOpenChange'>;

export interface Choice {
  value: string;
  label: string;
}

type Props<Value> = ChoiceProps<Value> & {
  found: Choice[];
  chosen: Choice[];
  /** All there is has been found: what is typed is looked for here. */
  whole?: boolean;
  isFetching: boolean;
  onTyped: (text: string) => void;
};

export function FoundSelect<Value>({ found, chosen, whole = false, isFetching, onTyped, ...rest }: Props<Value>) {
  const { t } = useWords();
  const known = new Set(found.map(({ value }) => value));
  return (
    <Select<Value, Choice>
      {...rest}
      showSearch={whole ? { optionFilterProp: 'label' } : { filterOption: false, onSearch: onTyped }}
      onOpenChange={(open) => {
        if (!open) onTyped('');
      }}
      loading={isFetching}
      {...(isFetching ? { notFoundContent: t('parts:loading') } : {})}
      options={[...found, ...chosen.filter(({ value }) => !known.has(value))]}
    />
  );
}
