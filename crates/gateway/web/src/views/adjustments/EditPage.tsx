/** A new adjustment, from wherever it was begun; or a draft written anew. */
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';

import { type Adjustment, adjustmentOf } from '@/api/adjustments';
import { useGoals, useKeyResults, usePlanStatus } from '@/api/plan';
import { Page } from '@/parts/Page';
import { DeadEnd, Failed, Loading } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import '@/views/alerts/alerts.css';
import './adjustments.css';
import { type Present, presentOf, type Row, rowsOf } from './draft';
import { Editor } from './Editor';

export default function EditPage() {
  const { t } = useWords();
  const { adjustment: edited } = useParams();
  const [search] = useSearchParams();
  const asked = edited ?? search.get('from');
  const before = useQuery({ ...adjustmentOf(asked ?? ''), enabled: asked !== null });
  const { plan, isPending } = useCurrentPlan();
  const status = usePlanStatus();
  const goals = useGoals();
  const results = useKeyResults();
  const error = [before, status, goals, results].find((one) => one.error && !one.data)?.error;
  if (error) return <Failed error={error} />;
  const waits = isPending || before.isLoading || !status.data || !goals.data || !results.data;
  if (waits) return <Loading />;
  if (plan?.status !== 'active') {
    return <DeadEnd title={t('adjustments:notActive')} hint={t('adjustments:notActiveHint')} />;
  }
  if (edited && before.data?.status !== 'draft') return <DeadEnd title={t('adjustments:noEdit')} />;
  const present = presentOf(plan, goals.data.items, results.data.items, status.data.tasks);
  const begun = beginning(plan.id, present, before.data, search);
  return (
    <Page
      width="text"
      title={edited && before.data ? t('adjustments:editTitle', { code: before.data.code }) : t('adjustments:newTitle')}
      subtitle={t('adjustments:subtitle')}
    >
      <Editor
        key={asked}
        plan={plan.id}
        present={present}
        draft={edited ? before.data : undefined}
        reason={before.data?.reason ?? ''}
        rows={begun}
      />
    </Page>
  );
}

/** Rows to begin with: those of an earlier adjustment, else what the address names by id or code. */
function beginning(plan: string, present: Present[], before: Adjustment | undefined, search: URLSearchParams): Row[] {
  if (before) return rowsOf(plan, before.changes);
  const named = search.getAll('change');
  return present
    .filter(({ id, code }) => named.includes(id) || named.includes(code))
    .map(({ table, id }) => ({ table, id, values: {} }));
}
