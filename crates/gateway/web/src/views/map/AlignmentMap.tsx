/** Which goal supports which: the tree of goals and key results with their lights, as a map and as a table. */
import { Segmented } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';

import type { Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { type PlanState, useGoals, usePlanStatus } from '@/api/plan';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded, Loading } from '@/parts/states';
import { useWords } from '@/words';

import { type MapNode, nodesOf } from './graph';

const Picture = lazy(() => import('./Picture'));

/** Below this a map is a keyhole, and the table comes first. */
const NARROW = '(max-width: 767px)';

export default function AlignmentMap() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const shown = search.get('as') ?? (matchMedia(NARROW).matches ? 'outline' : 'picture');
  const goals = useGoals();
  const status = usePlanStatus();
  return (
    <Page
      title={t('map:title')}
      extra={
        <Segmented
          value={shown}
          onChange={(as) => setSearch({ as }, { replace: true })}
          options={[
            { value: 'picture', label: t('map:picture') },
            { value: 'outline', label: t('map:outline') },
          ]}
        />
      }
    >
      <Panel flush>
        <Loaded of={goals}>
          {({ items }) => (
            <Loaded of={status}>
              {(state) =>
                items.length ? <Shown as={shown} goals={items} state={state} /> : <Empty title={t('map:none')} />
              }
            </Loaded>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function Shown({ as, goals, state }: { as: string; goals: Api<'Goal'>[]; state: PlanState }) {
  const nodes = useMemo(() => nodesOf(goals, state), [goals, state]);
  if (as === 'outline') return <Outline plan={state.plan_id} nodes={nodes} />;
  return (
    <Suspense fallback={<Loading />}>
      <Picture plan={state.plan_id} nodes={nodes} />
    </Suspense>
  );
}

function Outline({ plan, nodes }: { plan: string; nodes: MapNode[] }) {
  const { t } = useWords();
  const format = useFormat();
  const { department } = useDirectory();
  const codes = new Map(nodes.map(({ id, code }) => [id, code]));
  // A goal is followed by its key results.
  const own = nodes.filter(({ kind }) => kind === 'goal');
  const rows = own.flatMap((goal) => [
    goal,
    ...nodes.filter(({ kind, parent }) => kind === 'keyResult' && parent === goal.id),
  ]);
  return (
    <DataTable
      label={t('map:title')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('parts:name'),
          wrap: true,
          cell: ({ kind, id, code, text }) => (
            <span style={{ paddingInlineStart: kind === 'keyResult' ? 20 : 0, display: 'block' }}>
              <span className="code">{code}</span>{' '}
              {kind === 'keyResult' ? <Link to={`/plans/${plan}/key-results/${id}`}>{text}</Link> : <b>{text}</b>}
            </span>
          ),
        },
        { key: 'light', title: t('parts:light'), cell: ({ light }) => light && <Light light={light} /> },
        { key: 'progress', title: t('map:progress'), numeric: true, cell: ({ progress }) => format.share(progress) },
        { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
        {
          key: 'department',
          title: t('parts:department'),
          cell: ({ department: code }) => department(code)?.name ?? code,
        },
        {
          key: 'supports',
          title: t('map:supports'),
          cell: ({ parent }) => (parent ? codes.get(parent) || t('map:above') : '–'),
        },
      ]}
    />
  );
}
