/** One department: its tasks that are behind, its people with something to deal with, and the pack for the weekly meeting. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useParams } from 'react-router';

import { useDirectory, useMembers } from '@/api/directory';
import { type Overview, useOverview } from '@/api/overview';
import { downloadReport, useReport } from '@/api/reports';
import { useFormat } from '@/parts/format';
import { LightCounts } from '@/parts/LightCounts';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { ReportSections } from '@/parts/ReportSections';
import { Stat } from '@/parts/Stat';
import { Empty, Failed, Loaded } from '@/parts/states';
import { TrendPanel } from '@/parts/TrendPanel';
import { useWords } from '@/words';

import { Debts } from './Debts';
import { subjectsOf } from './figures';
import { LateTasks } from './LateTasks';
import './dashboard.css';

export default function DepartmentDashboard() {
  const { t } = useWords();
  const { code = '' } = useParams();
  const { department } = useDirectory();
  const answer = useOverview(code);
  const found = department(code);
  if (answer.error && !answer.data) return <Failed error={answer.error} retry={() => void answer.refetch()} />;
  return (
    <Page
      title={found?.name ?? code}
      lead={<span className="code">{code}</span>}
      subtitle={
        found?.head && (
          <span className="facts">
            {t('dashboard:head')} <Person code={found.head} />
          </span>
        )
      }
    >
      <Loaded of={answer}>{(overview) => <Own overview={overview} code={code} />}</Loaded>
    </Page>
  );
}

function Own({
  overview: { as_of: today, plans, goals, departments, people, late_tasks: late },
  code,
}: {
  overview: Overview;
  code: string;
}) {
  const { t } = useWords();
  const format = useFormat();
  const members = useMembers(code).data;
  const sum = (figure: (of: Overview['departments'][number]) => number) =>
    departments.reduce((whole, one) => whole + figure(one), 0);
  const tasks = {
    green: sum((of) => of.tasks.green),
    yellow: sum((of) => of.tasks.yellow),
    red: sum((of) => of.tasks.red),
  };
  const levels = people.flatMap(({ alerts }) => alerts.map(({ level }) => level));
  const highest = Math.max(0, ...levels);
  const done = sum((of) => of.tasks_done);
  return (
    <>
      <div className="grid">
        <Panel className="span-4">
          <Stat
            label={t('dashboard:tasks')}
            value={t('dashboard:ofTasks', {
              done: format.number(done),
              all: format.number(tasks.green + tasks.yellow + tasks.red),
            })}
          >
            <LightCounts counts={tasks} />
          </Stat>
        </Panel>
        <Panel className="span-4">
          <Stat label={t('dashboard:alerts')} value={format.number(levels.length)}>
            {highest ? t('dashboard:highest', { level: highest }) : t('dashboard:quiet')}
          </Stat>
        </Panel>
        <Panel className="span-4">
          <Stat label={t('dashboard:people')} value={members === undefined ? '–' : format.number(members)} />
        </Panel>
      </div>
      <Panel title={t('dashboard:late')} flush={late.length > 0}>
        {late.length ? <LateTasks plans={plans} tasks={late} /> : <Empty title={t('dashboard:lateNone')} />}
      </Panel>
      <TrendPanel subjects={[...goals.map(subjectOf), ...subjectsOf(plans)]} today={today} />
      <div className="grid">
        <div className="span-8">
          <Pack department={code} />
        </div>
        <Panel className="span-4 start" title={t('dashboard:owes')} flush>
          <Debts people={people} />
        </Panel>
      </div>
    </>
  );
}

function subjectOf({ plan_id: plan, goal_id: id, code, description }: Overview['goals'][number]) {
  return { plan, id, label: `${code} ${description}` };
}

/** The weekly pack as the server makes it, here to read and there to take along. */
function Pack({ department }: { department: string }) {
  const { t, both } = useWords();
  const format = useFormat();
  const pack = useReport('weekly', department);
  return (
    <Panel
      title={t('dashboard:pack')}
      extra={
        <Button icon={<DownloadOutlined />} onClick={() => void downloadReport('weekly', department)}>
          {t('dashboard:packDownload')}
        </Button>
      }
    >
      <Loaded of={pack}>
        {({ from, to, summary, sections }) => (
          <>
            <p>
              <span className="soft">{t('dashboard:packRange', { from: format.day(from), to: format.day(to) })}</span>{' '}
              {both(summary)}
            </p>
            <ReportSections sections={sections} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
