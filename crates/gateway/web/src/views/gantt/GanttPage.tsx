/** The plan on a time scale: planned, actual and forecast bars, baseline, milestones, dependencies. */
import { useParams } from 'react-router';

import { useManyTasks } from '@/api/gantt';
import { usePlanStatus } from '@/api/plan';
import { Page } from '@/parts/Page';
import { Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { useAddress } from './address';
import { Board } from './Board';
import { Filters } from './Filters';
import './gantt.css';
import { Legend } from './Legend';

export default function GanttPage() {
  const { t } = useWords();
  const { plan = '' } = useParams();
  const status = usePlanStatus();
  // Bars are drawn as soon as forecasts are there; dependencies and baselines follow.
  const tasks = useManyTasks(plan, status.data);
  const [address, change] = useAddress();
  return (
    <Page title={t('gantt:title')}>
      <section className="panel gantt-panel">
        <Loaded of={status} rows={12}>
          {(state) =>
            state.tasks.length ? (
              <>
                <Filters state={state} address={address} onChange={change} />
                {tasks.error && (
                  <p className="hint" role="status">
                    {t('gantt:withoutLinks')}
                  </p>
                )}
                <Board state={state} tasks={tasks.data} address={address} onChange={change} />
                <Legend />
              </>
            ) : (
              <Empty title={t('gantt:none')} hint={t('gantt:noneHint')} />
            )
          }
        </Loaded>
      </section>
    </Page>
  );
}
