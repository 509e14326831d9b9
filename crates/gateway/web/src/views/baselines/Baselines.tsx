/** Any two baselines of a plan side by side, or one and the plan as it stands; the same for versions of its goals. */
import { SwapOutlined } from '@ant-design/icons';
import { Button, Segmented, Select } from 'antd';
import { useSearchParams } from 'react-router';

import { api, type Api } from '@/api/client';
import { useBaselines, useVersions } from '@/api/baselines';
import { useGoals, useKeyResults, usePlanName } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { Empty, Loaded } from '@/parts/states';
import { ChangesTable } from '@/views/adjustments/ChangesTable';
import '@/views/adjustments/adjustments.css';
import '@/views/what-if/what-if.css';
import { useWords } from '@/words';

import './baselines.css';
import { Comparison } from './Comparison';
import { Snapshots } from './Snapshots';
import { TakeForm } from './TakeForm';

type Of = 'tasks' | 'goals';
/** The plan as it stands. */
const TODAY = 0;

export default function Baselines() {
  const { t } = useWords();
  const plan = usePlanName();
  const [search, setSearch] = useSearchParams();
  const of: Of = search.get('of') === 'goals' ? 'goals' : 'tasks';
  return (
    <Page
      title={t('baselines:title')}
      subtitle={t('baselines:subtitle')}
      extra={
        <Segmented<Of>
          aria-label={t('baselines:which')}
          value={of}
          onChange={(next) => setSearch(next === 'goals' ? { of: next } : {}, { replace: true })}
          options={[
            { value: 'tasks', label: t('baselines:ofTasks') },
            { value: 'goals', label: t('baselines:ofGoals') },
          ]}
        />
      }
    >
      {of === 'tasks' ? <OfTasks plan={plan} /> : <OfGoals plan={plan} />}
    </Page>
  );
}

/** Which two, as the address says; the first one and the plan as it stands otherwise. */
function usePair(newest: number) {
  const [search, setSearch] = useSearchParams();
  const read = (name: string, otherwise: number) => {
    const given = search.get(name);
    return given !== null && /^\d+$/.test(given) ? Number(given) : otherwise;
  };
  const pair = { from: read('from', Math.min(1, newest)), to: read('to', TODAY) };
  const set = (next: Partial<typeof pair>) => {
    const { from, to } = { ...pair, ...next };
    search.set('from', String(from));
    search.set('to', String(to));
    setSearch(search, { replace: true });
  };
  return { ...pair, set };
}

interface PairProps {
  options: { value: number; label: string }[];
  pair: ReturnType<typeof usePair>;
}

function Pair({ options, pair: { from, to, set } }: PairProps) {
  const { t } = useWords();
  const choices = [{ value: TODAY, label: t('baselines:today') }, ...options];
  const side = (name: 'from' | 'to', value: number) => (
    <div className="entry">
      <label htmlFor={`baselines-${name}`}>{t(`baselines:${name}`)}</label>
      <Select
        id={`baselines-${name}`}
        className="baselines-side"
        value={value}
        onChange={(next) => set({ [name]: next })}
        showSearch={{ optionFilterProp: 'label' }}
        options={choices}
        popupMatchSelectWidth={false}
      />
    </div>
  );
  return (
    <div className="baselines-pair">
      {side('from', from)}
      <Button
        icon={<SwapOutlined />}
        aria-label={t('baselines:swap')}
        title={t('baselines:swap')}
        onClick={() => set({ from: to, to: from })}
      />
      {side('to', to)}
    </div>
  );
}

function OfTasks({ plan }: { plan: string }) {
  const { t } = useWords();
  const format = useFormat();
  const list = useBaselines(plan);
  const newest = Math.max(0, ...(list.data?.items.map(({ number }) => number) ?? []));
  const pair = usePair(newest);
  return (
    <Loaded of={list}>
      {({ items }) =>
        items.length ? (
          <>
            <Pair
              pair={pair}
              options={items.map(({ number, taken_at: at }) => ({
                value: number,
                label: t('baselines:choose', {
                  name: t('baselines:baseline', { number }),
                  day: format.moment(at),
                }),
              }))}
            />
            {pair.from === pair.to ? <p className="hint">{t('baselines:same')}</p> : <Tasks plan={plan} {...pair} />}
            <Snapshots
              title={t('baselines:list')}
              rows={items.map(({ taken_at: at, taken_by: by, task_count: tasks, ...rest }) => {
                return { ...rest, at, by, tasks };
              })}
              extra={<TakeForm plan={plan} />}
            />
          </>
        ) : (
          <Panel>
            <Empty title={t('baselines:none')} hint={t('baselines:noneHint')} />
          </Panel>
        )
      }
    </Loaded>
  );
}

interface TwoProps {
  plan: string;
  from: number;
  to: number;
}

function Tasks({ plan, from, to }: TwoProps) {
  const answer = api.useQuery('get', '/api/v1/plans/{plan}/baselines/compare', {
    params: { path: { plan }, query: { from, to } },
  });
  return <Loaded of={answer}>{(comparison) => <Comparison plan={plan} comparison={comparison} />}</Loaded>;
}

function OfGoals({ plan }: { plan: string }) {
  const { t } = useWords();
  const format = useFormat();
  const list = useVersions(plan);
  const newest = Math.max(0, ...(list.data?.items.map(({ number }) => number) ?? []));
  const pair = usePair(newest);
  return (
    <Loaded of={list}>
      {({ items }) => (
        <>
          <Pair
            pair={pair}
            options={items.map(({ number, taken_at: at }) => ({
              value: number,
              label: t('baselines:choose', { name: t('baselines:version', { number }), day: format.moment(at) }),
            }))}
          />
          {pair.from === pair.to ? <p className="hint">{t('baselines:same')}</p> : <Goals plan={plan} {...pair} />}
          <Snapshots
            title={t('baselines:versions')}
            rows={items.map(({ number, reason, by, taken_at: at, adjustment_id: adjustment }) => {
              return { number, reason, by, at, link: adjustment && `/plans/${plan}/adjustments/${adjustment}` };
            })}
          />
        </>
      )}
    </Loaded>
  );
}

function Goals({ plan, from, to }: TwoProps) {
  const { t } = useWords();
  const results: (Api<'KeyResult'> | Api<'Goal'>)[] = [
    ...(useKeyResults().data?.items ?? []),
    ...(useGoals().data?.items ?? []),
  ];
  const answer = api.useQuery('get', '/api/v1/plans/{plan}/versions/compare', {
    params: { path: { plan }, query: { from, to } },
  });
  const names = (id: string) => {
    const row = results.find((one) => one.id === id);
    return row && { name: row.description, unit: row.unit };
  };
  return (
    <Panel title={t('baselines:counts')} flush>
      <Loaded of={answer}>
        {({ fields }) =>
          fields.length ? (
            <ChangesTable plan={plan} fields={fields} names={names} />
          ) : (
            <Empty title={t('baselines:noDifference')} />
          )
        }
      </Loaded>
    </Panel>
  );
}
