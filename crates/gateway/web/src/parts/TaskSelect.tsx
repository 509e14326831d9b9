/** Tasks of a plan to choose from, by code or name; the server finds them. */
import { Select, type SelectProps } from 'antd';
import { useState } from 'react';

import type { Api } from '@/api/client';
import { useTaskNamed, useTasksFound } from '@/api/tasks';
import { useWords } from '@/words';

type Props = Omit<SelectProps<string>, 'options' | 'showSearch' | 'onChange'> & {
  plan: string;
  onChange?: (id: string) => void;
  /** The whole of what was chosen. */
  onTask?: (task: Api<'Task'>) => void;
};

export function TaskSelect({ plan, onChange, onTask, ...rest }: Props) {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const found = useTasksFound(plan, typed);
  const chosen = useTaskNamed(plan, rest.value ?? null).data;
  const tasks = found.data ?? [];
  const all = chosen && !tasks.some(({ id }) => id === chosen.id) ? [...tasks, chosen] : tasks;
  return (
    <Select<string>
      {...rest}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      {...(found.isFetching ? { notFoundContent: t('parts:loading') } : {})}
      onChange={(id) => {
        onChange?.(id);
        const task = all.find((one) => one.id === id);
        if (task) onTask?.(task);
      }}
      options={all.map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }))}
    />
  );
}
