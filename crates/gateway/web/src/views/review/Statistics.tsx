/** What a plan teaches: on-time rate, delay and its causes, how far estimates were off. */
import { Segmented } from 'antd';
import { useState } from 'react';

import { api, type Api } from '@/api/client';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Stat } from '@/parts/Stat';
import { useWords, type Word } from '@/words';

type Statistics = Api<'Statistics'>;
type EstimateError = Api<'EstimateError'>;

export function Lessons({ statistics }: { statistics: Statistics }) {
  const { t } = useWords();
  const format = useFormat();
  const { tasks, finished, on_time_rate: rate, mean_delay_days: delay, causes } = statistics;
  return (
    <section className="stack">
      <div className="section-head">
        <h2>{t('review:statistics')}</h2>
      </div>
      <div className="review-figures">
        <Panel>
          <Stat label={t('review:tasks')} value={format.number(tasks)}>
            {t('review:finished', { count: finished })}
          </Stat>
        </Panel>
        <Panel>
          <Stat label={t('review:onTime')} value={format.share(rate)}>
            {t('review:onTimeHint')}
          </Stat>
        </Panel>
        <Panel>
          <Stat label={t('review:meanDelay')} value={t('parts:days', { count: Math.round(delay * 100) / 100 })} />
        </Panel>
      </div>
      <div className="grid">
        <Panel title={t('review:causes')} className="span-6">
          {causes.length ? <Pareto causes={causes} /> : <p className="soft">{t('review:causesNone')}</p>}
        </Panel>
        <Errors statistics={statistics} />
      </div>
    </section>
  );
}

/** Bars with their figures: a table that can be seen at a glance. */
function Pareto({ causes }: { causes: Api<'DelayCause'>[] }) {
  const { t } = useWords();
  const format = useFormat();
  const most = Math.max(...causes.map(({ days }) => days), 1);
  return (
    <table className="pareto">
      <thead>
        <tr>
          <th scope="col">{t('review:cause')}</th>
          <th scope="col">{t('review:days')}</th>
          <th scope="col" className="cell-number">
            {t('review:cumulative')}
          </th>
        </tr>
      </thead>
      <tbody>
        {causes.map(({ name, days, cumulative }) => (
          <tr key={name}>
            <th scope="row">{t((name === 'unstated' ? 'review:cause_unstated' : `terms:cause_${name}`) as Word)}</th>
            <td>
              <span className="pareto-bar">
                <i style={{ width: `${(days / most) * 100}%` }} />
                <b className="numbers">{format.number(days)}</b>
              </span>
            </td>
            <td className="cell-number numbers">{format.share(cumulative)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Of this plan, and of all that were closed before. */
function Errors({ statistics }: { statistics: Statistics }) {
  const { t } = useWords();
  const [which, setWhich] = useState<'kind' | 'person'>('kind');
  const all = api.useQuery('get', '/api/v1/estimate-errors').data;
  const own = which === 'kind' ? statistics.by_kind : statistics.by_person;
  const others = (which === 'kind' ? all?.by_kind : all?.by_person) ?? [];
  return (
    <Panel
      className="span-6"
      title={t('review:errors')}
      extra={
        <Segmented<'kind' | 'person'>
          value={which}
          onChange={setWhich}
          options={[
            { value: 'kind', label: t('review:byKind') },
            { value: 'person', label: t('review:byPerson') },
          ]}
        />
      }
      flush
    >
      <p className="review-hint">{t(own.length ? 'review:errorsHint' : 'review:errorsNone')}</p>
      {own.length > 0 && <ErrorTable label={t('review:errors')} rows={own} kind={which} />}
      {all && others.length > 0 && (
        <>
          <h3 className="review-sub">{t('review:errorsAll', { count: all.plans })}</h3>
          <ErrorTable label={t('review:errorsAll', { count: all.plans })} rows={others} kind={which} />
        </>
      )}
    </Panel>
  );
}

const KINDS = ['execution', 'coordination', 'creative'];

function ErrorTable({ label, rows, kind }: { label: string; rows: EstimateError[]; kind: 'kind' | 'person' }) {
  const { t } = useWords();
  const format = useFormat();
  const columns: Column<EstimateError>[] = [
    {
      key: 'name',
      title: t(kind === 'kind' ? 'review:byKind' : 'review:byPerson'),
      cell: ({ name }) =>
        kind === 'person' ? <Person code={name} /> : KINDS.includes(name) ? t(`review:kind_${name}` as Word) : name,
    },
    { key: 'tasks', title: t('parts:taskList'), numeric: true, cell: ({ tasks }) => format.number(tasks) },
    { key: 'factor', title: t('review:factor'), numeric: true, cell: ({ factor }) => `${format.number(factor)}×` },
    { key: 'mean', title: t('review:mean'), numeric: true, cell: ({ mean_absolute: mean }) => format.share(mean) },
  ];
  return <DataTable label={label} columns={columns} rows={rows} rowKey={({ name }) => name} />;
}
