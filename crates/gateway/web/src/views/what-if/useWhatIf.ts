/** A question without a trace: asked by POST for what it says, answered again like any other when the plan changes. */
import { keepPreviousData } from '@tanstack/react-query';

import { api } from '@/api/client';

import type { Question } from './changes';

export function useWhatIf(plan: string, asked: Question, wanted = true) {
  return api.useQuery(
    'post',
    '/api/v1/plans/{plan}/what-if',
    { params: { path: { plan } }, body: asked },
    { enabled: wanted, placeholderData: keepPreviousData, retry: false },
  );
}
