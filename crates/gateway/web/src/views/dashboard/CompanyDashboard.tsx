/** All active plans: which are in trouble, in which departments, and who holds the next step. */
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { type Overview, type PlanFigures, useOverview } from '@/api/overview';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { countLights, LightCounts } from '@/parts/LightCounts';
import { Page, Panel } from '@/parts/Page';
import { Stat } from '@/parts/Stat';
import { Empty, Loaded } from '@/parts/states';
import { TrendPanel } from '@/parts/TrendPanel';
import { useWords } from '@/words';

import { Debts } from './Debts';
import { Departments } from './Departments';
import { subjectsOf } from './figures';
import './dashboard.css';

export default function CompanyDashboard() {
  const { t } = useWords();
  const answer = useOverview();
  const all = answer.data?.plans.length ?? 0;
  return (
    <Page title={t('dashboard:companyTitle')} subtitle={all > 0 && t('dashboard:companyHint', { count: all })}>
      <Loaded of={answer}>
        {(overview) =>
          overview.plans.length ? (
            <Whole overview={overview} />
          ) : (
            <Empty title={t('parts:noPlan')} hint={t('parts:noPlanHint')} />
          )
        }
      </Loaded>
    </Page>
  );
}

/** Counts of all plans together. */
function together(counts: Api<'LightCounts'>[]): Api<'LightCounts'> & { all: number } {
  const sum = (light: 'green' | 'yellow' | 'red') => counts.reduce((whole, one) => whole + one[light], 0);
  const [green, yellow, red] = [sum('green'), sum('yellow'), sum('red')];
  return { green, yellow, red, all: green + yellow + red };
}

function Whole({ overview: { as_of: today, plans, departments, people } }: { overview: Overview }) {
  const { t } = useWords();
  const format = useFormat();
  const alerts = plans.reduce((sum, plan) => sum + plan.open_alerts, 0);
  const highest = Math.max(0, ...plans.map(({ highest_level: level }) => level));
  const results = together(plans.map((plan) => plan.key_results));
  const tasks = together(plans.map((plan) => plan.tasks));
  return (
    <>
      <div className="grid">
        <Panel className="span-3">
          <Stat label={t('dashboard:plans')} value={format.number(plans.length)}>
            <LightCounts counts={countLights(plans)} />
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat label={t('dashboard:keyResults')} value={format.number(results.all)}>
            <LightCounts counts={results} />
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat label={t('parts:taskList')} value={format.number(tasks.all)}>
            <LightCounts counts={tasks} />
          </Stat>
        </Panel>
        <Panel className="span-3">
          <Stat label={t('dashboard:alerts')} value={format.number(alerts)}>
            {highest ? t('dashboard:highest', { level: highest }) : t('dashboard:quiet')}
          </Stat>
        </Panel>
      </div>
      <Panel title={t('dashboard:plans')} flush>
        <Plans plans={plans} />
      </Panel>
      <TrendPanel subjects={subjectsOf(worstFirst(plans))} today={today} />
      <div className="grid">
        <Panel className="span-6" title={t('dashboard:departments')} flush>
          <Departments rows={departments} />
        </Panel>
        <Panel className="span-6" title={t('dashboard:owes')} flush>
          <Debts people={people} />
        </Panel>
      </div>
    </>
  );
}

const RANK = { red: 0, yellow: 1, green: 2 };

function worstFirst(plans: PlanFigures[]): PlanFigures[] {
  return plans.toReversed().sort((a, b) => RANK[a.light] - RANK[b.light]);
}

function Plans({ plans }: { plans: PlanFigures[] }) {
  const { t } = useWords();
  const format = useFormat();
  return (
    <DataTable
      label={t('dashboard:plans')}
      rows={worstFirst(plans)}
      rowKey={({ plan_id: id }) => id}
      find={({ code, title }) => `${code} ${title}`}
      columns={[
        {
          key: 'plan',
          title: t('dashboard:plan'),
          wrap: true,
          cell: ({ plan_id: id, title, code }) => (
            <Link to={`/plans/${id}`}>
              {title} <span className="code">{code}</span>
            </Link>
          ),
        },
        { key: 'light', title: t('parts:light'), cell: ({ light }) => <Light light={light} /> },
        {
          key: 'progress',
          title: t('dashboard:progress'),
          numeric: true,
          cell: ({ progress }) => format.share(progress),
        },
        {
          key: 'results',
          title: t('dashboard:keyResults'),
          cell: ({ key_results: results }) => <LightCounts bar={false} counts={results} />,
        },
        {
          key: 'tasks',
          title: t('parts:taskList'),
          cell: ({ tasks }) => <LightCounts bar={false} counts={tasks} />,
        },
        {
          key: 'alerts',
          title: t('dashboard:alerts'),
          numeric: true,
          cell: ({ open_alerts: open }) => format.number(open),
        },
      ]}
    />
  );
}
