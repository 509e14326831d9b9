/** What one person must do now, and the tasks that wait for the daily update. */
import { Link } from 'react-router';

import { api } from '@/api/client';
import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import { useMe } from '@/api/session';
import { useFormat } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { Empty, Loaded, Loading } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import { RunningTasks } from './RunningTasks';
import { TodoList } from './TodoList';
import './my-day.css';

export default function MyDay() {
  const { t } = useWords();
  const me = useMe();
  if (me.person !== undefined) return <DayOf person={me.person} />;
  return (
    <Page title={t('myDay:title')} width="text">
      <Panel>
        <Nobody />
      </Panel>
    </Page>
  );
}

/** Who is nobody in the directory has no day here; where one goes instead depends on whether there is a plan. */
function Nobody() {
  const { t } = useWords();
  const { plan, isPending } = useCurrentPlan();
  if (isPending) return <Loading rows={3} />;
  if (plan) {
    const action = <Link to={`/plans/${plan.id}`}>{t('myDay:toPlan', { title: plan.title })}</Link>;
    return <Empty title={t('myDay:nobody')} hint={t('myDay:nobodyHint')} action={action} />;
  }
  const action = <Link to="/import">{t('myDay:toImport')}</Link>;
  return <Empty title={t('parts:noPlan')} hint={t('parts:noPlanHint')} action={action} />;
}

function DayOf({ person }: { person: string }) {
  const { t } = useWords();
  const format = useFormat();
  const directory = useDirectory();
  const today = useToday();
  const todos = api.useQuery('get', '/api/v1/my-day', {
    params: { query: { person, page_size: 100, page_token: '' } },
  });
  const name = directory.person(person)?.name ?? person;
  const count = todos.data?.items.length;
  return (
    <Page
      title={t('myDay:greeting', { name })}
      width="text"
      subtitle={
        <>
          {format.longDay(today)}
          {count !== undefined && ` · ${count ? t('myDay:count', { count }) : t('myDay:none')}`}
        </>
      }
    >
      <Panel title={t('myDay:todos')} flush>
        <Loaded of={todos} rows={4}>
          {({ items }) =>
            items.length ? <TodoList entries={items} /> : <Empty title={t('myDay:none')} hint={t('myDay:noneHint')} />
          }
        </Loaded>
      </Panel>
      {today && <RunningTasks person={person} today={today} />}
    </Page>
  );
}
