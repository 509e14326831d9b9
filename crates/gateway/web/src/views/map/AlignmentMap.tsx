/** Which goal supports which: the tree of goals and key results with their lights, as a map and as a table. */
import { Segmented, Select } from 'antd';
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
import { childrenOf, MANY, ofDepartment } from './tree';
import './choice.css';

const Picture = lazy(() => import('./Picture'));
const Tree = lazy(() => import('./Tree'));

/** Below this a map is a keyhole, and the table comes first. */
const NARROW = '(max-width: 767px)';

export default function AlignmentMap() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const shown = search.get('as') ?? (matchMedia(NARROW).matches ? 'outline' : 'picture');
  const goals = useGoals();
  const status = usePlanStatus();
  const department = search.get('department') ?? '';
  const put = (name: string, value: string) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <Page
      title={t('map:title')}
      extra={
        <>
          <DepartmentChoice goals={goals.data?.items} value={department} onChange={(code) => put('department', code)} />
          <Segmented
            value={shown}
            onChange={(as) => put('as', as)}
            options={[
              { value: 'picture', label: t('map:picture') },
              { value: 'outline', label: t('map:outline') },
            ]}
          />
        </>
      }
    >
      <Panel flush>
        <Loaded of={goals}>
          {({ items }) => (
            <Loaded of={status}>
              {(state) =>
                items.length ? (
                  <Shown as={shown} goals={items} state={state} department={department} />
                ) : (
                  <Empty title={t('map:none')} />
                )
              }
            </Loaded>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

interface ChoiceProps {
  goals: Api<'Goal'>[] | undefined;
  value: string;
  onChange: (code: string) => void;
}

/** Where several departments have goals: those of one and of those below it. */
function DepartmentChoice({ goals, value, onChange }: ChoiceProps) {
  const { t } = useWords();
  const { departments, department } = useDirectory();
  const options = useMemo(() => {
    const own = new Set(goals?.map((goal) => goal.department));
    const parents = new Map(departments.map(({ code, parent }) => [code, parent]));
    // Whoever is above a department with goals can be chosen too.
    for (const code of own) {
      const above = parents.get(code);
      if (above) own.add(above);
    }
    return [...own].sort().map((code) => ({ value: code, label: department(code)?.name ?? code }));
  }, [goals, departments, department]);
  if (options.length < 2) return null;
  return (
    <Select
      className="map-department"
      aria-label={t('parts:department')}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('map:anyDepartment')}
      value={value || undefined}
      onChange={(code: string | undefined) => onChange(code ?? '')}
      options={options}
    />
  );
}

interface ShownProps {
  as: string;
  goals: Api<'Goal'>[];
  state: PlanState;
  department: string;
}

function Shown({ as, goals, state, department }: ShownProps) {
  const { t } = useWords();
  const { departments } = useDirectory();
  const all = useMemo(() => nodesOf(goals, state), [goals, state]);
  const nodes = useMemo(() => ofDepartment(all, department, departments), [all, department, departments]);
  if (!nodes.length) return <Empty title={t('map:noneThere')} />;
  if (as === 'outline') return <Outline plan={state.plan_id} nodes={nodes} />;
  return (
    <Suspense fallback={<Loading />}>
      {nodes.length > MANY ? (
        <Tree key={department} plan={state.plan_id} nodes={nodes} />
      ) : (
        <Picture plan={state.plan_id} nodes={nodes} />
      )}
    </Suspense>
  );
}

function Outline({ plan, nodes }: { plan: string; nodes: MapNode[] }) {
  const { t } = useWords();
  const format = useFormat();
  const { department } = useDirectory();
  const codes = new Map(nodes.map(({ id, code }) => [id, code]));
  const children = childrenOf(nodes);
  // A goal is followed by its key results.
  const rows = nodes
    .filter(({ kind }) => kind === 'goal')
    .flatMap((goal) => [goal, ...(children.get(goal.id) ?? []).filter(({ kind }) => kind === 'keyResult')]);
  const home = ({ department: code }: MapNode) => department(code)?.name ?? code;
  return (
    <DataTable
      label={t('map:title')}
      rows={rows}
      rowKey={({ id }) => id}
      find={(node) => `${node.code} ${node.text} ${home(node)}`}
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
          cell: home,
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
