/** How something stood day by day: attainment, work done, and where its light changed. */
import { Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';

import { useHistory } from '@/api/history';
import { usePalette } from '@/shell/theme';
import { useWords } from '@/words';

import { Chart } from './Chart';
import { DataTable } from './DataTable';
import { dayOf, useFormat } from './format';
import { Light } from './Light';
import { Panel } from './Page';
import { Empty, Loaded } from './states';
import { type Stand, stands, turns } from './trend';

export interface Subject {
  plan: string;
  /** Id of the plan, a goal or a key result of it. */
  id: string;
  label: string;
}

/** One of several, the first to begin with. */
export function TrendPanel({ subjects, today }: { subjects: Subject[]; today: string }) {
  const { t } = useWords();
  const [chosen, setChosen] = useState<string>();
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  const subject = subjects.find(({ id }) => id === chosen) ?? subjects[0];
  if (!subject) return null;
  return (
    <Panel
      title={t('parts:trend')}
      flush={shown === 'table'}
      extra={
        <div className="trend-choices">
          {subjects.length > 1 && (
            <Select
              className="trend-subject"
              aria-label={t('parts:trendOf')}
              value={subject.id}
              onChange={setChosen}
              showSearch={{ optionFilterProp: 'label' }}
              popupMatchSelectWidth={false}
              options={subjects.map(({ id, label }) => ({ value: id, label }))}
            />
          )}
          <Segmented
            value={shown}
            onChange={setShown}
            options={[
              { value: 'chart', label: t('parts:showChart') },
              { value: 'table', label: t('parts:showTable') },
            ]}
          />
        </div>
      }
    >
      <Days key={subject.id} subject={subject} today={today} shown={shown} />
    </Panel>
  );
}

function Days({ subject: { plan, id, label }, today, shown }: { subject: Subject; today: string; shown: string }) {
  const { t } = useWords();
  const history = useHistory(plan, id);
  return (
    <Loaded of={history}>
      {({ days }) => {
        if (!days.length) return <Empty title={t('parts:trendNone')} hint={t('parts:trendNoneHint')} />;
        return shown === 'chart' ? (
          <Curve all={stands(days, today)} label={label} />
        ) : (
          <Twin all={stands(days, today)} />
        );
      }}
    </Loaded>
  );
}

/** Lights by shape as well as colour, as everywhere. */
const SYMBOLS = { green: 'circle', yellow: 'triangle', red: 'rect' };

function Curve({ all, label: name }: { all: Stand[]; label: string }) {
  const { t } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const option = useMemo(() => {
    const marked = new Set(turns(all));
    const percent = (share: number) => Math.round(share * 1000) / 10;
    const line = { type: 'line', step: 'end', tooltip: { valueFormatter: (value: number) => format.percent(value) } };
    return {
      legend: {},
      xAxis: {
        type: 'time',
        splitNumber: 5,
        axisLabel: { color: palette.soft, hideOverlap: true, formatter: (at: number) => format.date(at) },
      },
      yAxis: {
        type: 'value',
        min: ({ min }: { min: number }) => Math.min(0, min),
        max: ({ max }: { max: number }) => Math.max(100, max),
        axisLabel: { color: palette.soft, formatter: '{value}%' },
      },
      series: [
        {
          ...line,
          name: t('dashboard:attainment'),
          color: palette.accent,
          lineStyle: { width: 3 },
          z: 3,
          data: all.map((one) => ({
            value: [dayOf(one.day).getTime(), percent(one.progress)],
            symbol: marked.has(one) ? SYMBOLS[one.light] : 'none',
            symbolSize: 11,
            itemStyle: { color: palette[one.light], borderColor: palette.raised, borderWidth: 1 },
          })),
        },
        {
          ...line,
          name: t('parts:trendWork'),
          color: palette.soft,
          symbol: 'none',
          lineStyle: { width: 2, type: 'dashed' },
          data: all.map((one) => [dayOf(one.day).getTime(), percent(one.completion)]),
        },
      ],
    };
  }, [t, format, palette, all]);
  const last = all.at(-1);
  if (!last) return null;
  const label = t('parts:trendLabel', {
    name,
    day: format.day(last.day),
    progress: format.share(last.progress),
    completion: format.share(last.completion),
    light: t(`parts:${last.light}`),
  });
  return (
    <>
      <Chart label={label} option={option} height={260} />
      <p className="soft">
        {label} {t('parts:trendHint')}
      </p>
    </>
  );
}

function Twin({ all }: { all: Stand[] }) {
  const { t } = useWords();
  const format = useFormat();
  return (
    <DataTable
      label={t('parts:trend')}
      rows={all.toReversed()}
      rowKey={({ day }) => day}
      columns={[
        { key: 'day', title: t('dashboard:day'), cell: ({ day }) => format.longDay(day) },
        { key: 'light', title: t('parts:light'), cell: ({ light }) => <Light light={light} /> },
        {
          key: 'progress',
          title: t('dashboard:attainment'),
          numeric: true,
          cell: ({ progress }) => format.share(progress),
        },
        {
          key: 'completion',
          title: t('parts:trendWork'),
          numeric: true,
          cell: ({ completion }) => format.share(completion),
        },
      ]}
    />
  );
}
