/** The cheapest way to be in time again. */
import { Segmented } from 'antd';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import type { Question } from './changes';
import { OtherPlan, SubjectTable } from './Outcome';
import { useWhatIf } from './useWhatIf';

export type Aim = Api<'RepairAim'>;
const AIMS: (Aim | 'none')[] = ['none', 'deadlines', 'forecasts'];

interface Props {
  plan: string;
  asked: Question;
  aim: Aim | undefined;
  onAim: (aim: Aim | undefined) => void;
}

export function Repair({ plan, asked, aim, onAim }: Props) {
  const { t } = useWords();
  return (
    <Panel
      title={t('whatIf:repair')}
      className="what-if-repair"
      flush
      extra={
        <Segmented<Aim | 'none'>
          aria-label={t('whatIf:repair')}
          value={aim ?? 'none'}
          onChange={(next) => onAim(next === 'none' ? undefined : next)}
          options={AIMS.map((value) => ({ value, label: t(`whatIf:aim_${value}`) }))}
        />
      }
    >
      {aim ? (
        <Found plan={plan} asked={{ ...asked, repair: aim }} />
      ) : (
        <p className="what-if-none">{t('whatIf:repairHint')}</p>
      )}
    </Panel>
  );
}

function Found({ plan, asked }: { plan: string; asked: Question }) {
  const { t } = useWords();
  const answer = useWhatIf(plan, asked);
  return (
    <Loaded of={answer} rows={3}>
      {({ repair }) => {
        if (!repair?.late_days_before) return <Empty title={t('whatIf:notNeeded')} />;
        if (!repair.measures.length) {
          return (
            <Empty title={t('whatIf:noMeasure')} hint={t('whatIf:stillLate', { count: repair.late_days_after })} />
          );
        }
        return <Measures plan={plan} repair={repair} />;
      }}
    </Loaded>
  );
}

function Measures({ plan, repair }: { plan: string; repair: Api<'Repair'> }) {
  const { t, both } = useWords();
  const format = useFormat();
  const cost = (days: number) => t('whatIf:personDays', { count: days, figure: format.number(days) });
  const plans = [repair.impact, ...(repair.impact.others ?? [])].map((impact) => ({
    ...impact,
    subjects: impact.subjects.filter(({ light_after: light }) => light !== 'green'),
  }));
  const left = plans.filter(({ subjects }) => subjects.length > 0);
  return (
    <>
      <div className="what-if-verdict">
        <span className="soft">{t('whatIf:wasLate', { count: repair.late_days_before })}</span>
        <b className={repair.late_days_after > 0 ? 'late' : undefined}>
          {repair.late_days_after > 0 ? t('whatIf:stillLate', { count: repair.late_days_after }) : t('whatIf:inTime')}
        </b>
        <b>{t('whatIf:total', { cost: cost(repair.cost_person_days) })}</b>
        <span className="soft">{t(repair.cheapest ? 'whatIf:cheapest' : 'whatIf:notProven')}</span>
      </div>
      <DataTable
        label={t('whatIf:repair')}
        rows={repair.measures}
        rowKey={({ kind, task_id: task }) => kind + task}
        columns={[
          { key: 'what', title: t('whatIf:measure'), wrap: true, cell: ({ text }) => both(text) },
          {
            key: 'task',
            title: t('whatIf:task'),
            wrap: true,
            cell: ({ task_id: id, task_code: code, task_name: name }) => (
              <Link to={`/plans/${plan}/tasks/${id}`} className="name-link">
                <span className="code">{code}</span> {name}
              </Link>
            ),
          },
          { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
          {
            key: 'cost',
            title: t('whatIf:cost'),
            numeric: true,
            cell: ({ cost_person_days: days }) => cost(days),
          },
        ]}
      />
      {left.length ? (
        <>
          <h3 className="what-if-left">{t('whatIf:remaining')}</h3>
          {left.map((impact) =>
            impact.plan_id === repair.impact.plan_id ? (
              <SubjectTable key={plan} plan={plan} rows={impact.subjects} label={t('whatIf:remaining')} />
            ) : (
              <OtherPlan key={impact.plan_id} impact={impact} />
            ),
          )}
        </>
      ) : (
        <p className="what-if-none">{t('whatIf:allGreen')}</p>
      )}
    </>
  );
}
