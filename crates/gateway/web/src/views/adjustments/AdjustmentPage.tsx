/** One adjustment: what it changes, what that would move, who decides, and what one can do now. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';

import { type Adjustment, adjustmentOf } from '@/api/adjustments';
import { useToday } from '@/api/clock';
import { useGoals, useKeyResults, usePlanStatus } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Loaded } from '@/parts/states';
import { useWords } from '@/words';

import '@/views/alerts/alerts.css';
import { Actions } from './Actions';
import './adjustments.css';
import { Approval } from './Approval';
import { ChangesTable } from './ChangesTable';
import { Impact } from './Impact';
import { spansOf } from './strip';
import { TimeStrip } from './TimeStrip';

export default function AdjustmentPage() {
  const { adjustment = '' } = useParams();
  const answer = useQuery(adjustmentOf(adjustment));
  return <Loaded of={answer}>{(found) => <One adjustment={found} />}</Loaded>;
}

/** Names, units and days of the plan's rows as they stand. */
function useRows() {
  const tasks = usePlanStatus().data?.tasks ?? [];
  const results = useKeyResults().data?.items ?? [];
  const goals = useGoals().data?.items ?? [];
  const names = (id: string) => {
    const task = tasks.find(({ task_id }) => task_id === id);
    if (task) return { name: task.name, unit: '' };
    const row = results.find((one) => one.id === id) ?? goals.find((one) => one.id === id);
    return row && { name: row.description, unit: row.unit };
  };
  const standing = (id: string) => {
    const task = tasks.find(({ task_id }) => task_id === id);
    return task && { start: task.planned_start, end: task.planned_end };
  };
  return { names, standing };
}

function One({ adjustment }: { adjustment: Adjustment }) {
  const { t } = useWords();
  const format = useFormat();
  const today = useToday();
  const { names, standing } = useRows();
  const { code, reason, status, applicant, fields, plan_id: plan, submitted_at: submitted } = adjustment;
  const spans = spansOf(fields, standing);
  return (
    <Page
      title={reason || t('adjustments:noReason')}
      lead={<span className="code">{code}</span>}
      subtitle={
        <span className="facts">
          <span className={`tag adjustment-${status}`}>{t(`adjustments:status_${status}`)}</span>
          <Person code={applicant} />
          {submitted && <span>{t('adjustments:submitted', { when: format.moment(submitted) })}</span>}
        </span>
      }
    >
      <Actions adjustment={adjustment} />
      <div className="grid">
        <div className="span-8 stack">
          <Panel title={t('adjustments:what')} flush>
            <ChangesTable plan={plan} fields={fields} names={names} />
          </Panel>
        </div>
        <div className="span-4 stack">
          <Panel title={t('adjustments:ladder')}>
            <Approval adjustment={adjustment} />
          </Panel>
          {spans.length > 0 && today && (
            <Panel title={t('adjustments:strip')}>
              <TimeStrip spans={spans} today={today} />
            </Panel>
          )}
        </div>
      </div>
      <Impact adjustment={adjustment} />
    </Page>
  );
}
