/** Views of a plan, where there is that plan: one state says that there is none, and not every part of a view for itself. */
import type { ReactNode } from 'react';
import { useParams } from 'react-router';

import { asProblem } from '@/api/client';
import { DeadEnd, isUnknown, Loading } from '@/parts/states';
import { useWords } from '@/words';

import { usePlan } from './plan';

export function KnownPlan({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const { plan: name = '' } = useParams();
  const { plan, error, isAsked } = usePlan(name, true);
  if (!plan && error && isUnknown(asProblem(error))) {
    return <DeadEnd title={t('parts:unknown')} hint={asProblem(error).detail} from="/" />;
  }
  if (!plan && isAsked) return <Loading />;
  return children;
}
