/** A plan to choose, by code or title. */
import { useState } from 'react';

import { usePlan, usePlansFound } from '@/shell/plan';

import { type ChoiceProps, FoundSelect } from './FoundSelect';

export function PlanSelect(props: ChoiceProps<string | null>) {
  const [typed, setTyped] = useState('');
  const { plan: chosen } = usePlan(props.value);
  const { whole, plans, isFetching } = usePlansFound(typed);
  const choice = ({ id, code, title }: { id: string; code: string; title: string }) => ({
    value: id,
    label: title === code ? title : `${title} · ${code}`,
  });
  return (
    <FoundSelect<string | null>
      {...props}
      found={plans.map(choice)}
      chosen={chosen ? [choice(chosen)] : []}
      whole={whole}
      isFetching={isFetching}
      onTyped={setTyped}
    />
  );
}
