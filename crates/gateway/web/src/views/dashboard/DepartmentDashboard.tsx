/** One department: its tasks that are behind, its people with something to deal with, and the pack for the weekly meeting. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useParams } from 'react-router';

import { type Api, api, http } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { useOverview } from '@/api/overview';
import type { PlanState } from '@/api/plan';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { countLights, LightCounts } from '@/parts/LightCounts';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Stat } from '@/parts/Stat';
import { Empty, Failed, Loaded, Loading } from '@/parts/states';
import { TaskTable } from '@/parts/TaskTable';
import { useWords } from '@/words';

import { Debts } from './Debts';
import { isBehind } from './figures';
import './dashboard.css';

const PLANS = 24;

export default function DepartmentDashboard() {
  const { t } = useWords();
  const { code = '' } = useParams();
  const { department, people } = useDirectory();
  const { states, isPending, error, refetch } = useOverview(PLANS);
  const found = department(code);
  const members = new Set(people.filter((person) => person.department === code).map((person) => person.code));
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
      {error ? <Failed error={error} retry={refetch} /> : null}
      {isPending && !states.length ? <Loading /> : <Own states={states} code={code} members={members} />}
    </Page>
  );
}

function Own({ states, code, members }: { states: PlanState[]; code: string; members: ReadonlySet<string> }) {
  const { t } = useWords();
  const format = useFormat();
  const tasks = states.flatMap((state) => state.tasks.filter((task) => task.department === code));
  const alerts = states.flatMap(({ open_alerts: open }) => open).filter(({ assignee }) => members.has(assignee));
  const highest = Math.max(0, ...alerts.map(({ level }) => level));
  const done = tasks.filter(({ status }) => status === 'done').length;
  const behind = states
    .map((state) => ({ state, tasks: state.tasks.filter((task) => task.department === code && isBehind(task)) }))
    .filter((one) => one.tasks.length);
  return (
    <>
      <div className="grid">
        <Panel className="span-4">
          <Stat
            label={t('dashboard:tasks')}
            value={t('dashboard:ofTasks', { done: format.number(done), all: format.number(tasks.length) })}
          >
            <LightCounts counts={countLights(tasks)} />
          </Stat>
        </Panel>
        <Panel className="span-4">
          <Stat label={t('dashboard:alerts')} value={format.number(alerts.length)}>
            {highest ? t('dashboard:highest', { level: highest }) : t('dashboard:quiet')}
          </Stat>
        </Panel>
        <Panel className="span-4">
          <Stat label={t('dashboard:people')} value={format.number(members.size)} />
        </Panel>
      </div>
      {behind.map(({ state, tasks: own }) => (
        <Panel key={state.plan_id} title={`${t('dashboard:late')} · ${state.title}`} flush>
          <TaskTable plan={state.plan_id} tasks={own} label={`${t('dashboard:late')} · ${state.code}`} />
        </Panel>
      ))}
      {!behind.length && (
        <Panel title={t('dashboard:late')}>
          <Empty title={t('dashboard:lateNone')} />
        </Panel>
      )}
      <div className="grid">
        <div className="span-8">
          <Pack department={code} />
        </div>
        <Panel className="span-4 start" title={t('dashboard:owes')} flush>
          <Debts states={states} of={(person) => members.has(person)} />
        </Panel>
      </div>
    </>
  );
}

interface PackRow {
  cells: { zh: string; en: string }[];
  index: number;
}

/** The weekly pack as the server makes it, here to read and there to take along. */
function Pack({ department }: { department: string }) {
  const { t, both, lang } = useWords();
  const format = useFormat();
  const query = { department, date: '', format: '', lang: '' };
  // Without a format it comes as JSON.
  const pack = api.useQuery(
    'get',
    '/api/v1/reports/{kind}',
    { params: { path: { kind: 'weekly' }, query } },
    { select: (answer) => answer as Api<'Report'> },
  );
  const download = async () => {
    const { data } = await http.GET('/api/v1/reports/{kind}', {
      params: { path: { kind: 'weekly' }, query: { ...query, format: 'xlsx', lang: lang === 'en' ? 'en' : 'zh' } },
      parseAs: 'blob',
    });
    if (!data) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(data);
    link.download = `${department}.xlsx`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Panel
      title={t('dashboard:pack')}
      extra={
        <Button icon={<DownloadOutlined />} onClick={() => void download()}>
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
            {sections
              .filter(({ rows }) => rows.length)
              .map((section) => (
                <section key={section.title.en} className="pack-section">
                  <h3>{both(section.title)}</h3>
                  <DataTable
                    label={both(section.title)}
                    rows={section.rows.map((cells, index) => ({ cells, index }))}
                    rowKey={({ index }) => String(index)}
                    columns={section.columns.map((title, at) => ({
                      key: String(at),
                      title: both(title),
                      wrap: true,
                      cell: ({ cells }: PackRow) => (cells[at] ? both(cells[at]) : ''),
                    }))}
                  />
                </section>
              ))}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
