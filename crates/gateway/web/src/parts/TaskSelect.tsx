/** Tasks of a plan to choose from, by code or name. */
import { useState } from 'react';

import type { Api } from '@/api/client';
import { useTaskNamed, useTasksFound } from '@/api/tasks';

import { type ChoiceProps, FoundSelect } from './FoundSelect';

type Props = Omit<ChoiceProps<string>, 'onChange'> & {
  plan: string;
  onChange?: (id: string) => void;
  /** The whole of what was chosen. */
  onTask?: (task: Api<'Task'>) => void;
};

export function TaskSelect({ plan, onChange, onTask, ...rest }: Props) {
  const [typed, setTyped] = useState('');
  const { data: found = [], isFetching } = useTasksFound(plan, typed);
  const chosen = useTaskNamed(plan, rest.value ?? null).data;
  const all = chosen ? [...found, chosen] : found;
  const choice = ({ id, code, name }: Api<'Task'>) => ({ value: id, label: `${code} ${name}` });
  return (
    <FoundSelect<string>
      {...rest}
      found={found.map(choice)}
      chosen={chosen ? [choice(chosen)] : []}
      isFetching={isFetching}
      onTyped={setTyped}
      onChange={(id) => {
        onChange?.(id);
        const task = all.find((one) => one.id === id);
        if (task) onTask?.(task);
      }}
    />
  );
}
