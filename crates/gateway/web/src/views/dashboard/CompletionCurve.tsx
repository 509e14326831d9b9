/** Work done over time: as planned, and as it went and is forecast to go. */
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';

import type { PlanState } from '@/api/plan';
import { Chart } from '@/parts/Chart';
import { DataTable } from '@/parts/DataTable';
import { dayOf, useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Empty } from '@/parts/states';
import { usePalette } from '@/shell/theme';
import { useWords } from '@/words';

import { curve } from './figures';

export function CompletionCurve({ state }: { state: PlanState }) {
  const { t } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  const points = useMemo(() => curve(state.tasks, state.as_of), [state.tasks, state.as_of]);
  const option = useMemo(() => {
    const line = (name: string, color: string, which: 'planned' | 'forecast', type: 'solid' | 'dashed') => ({
      name,
      type: 'line',
      symbol: 'none',
      smooth: 0.2,
      color,
      lineStyle: { width: which === 'forecast' ? 3 : 2, type },
      ...(which === 'forecast' ? { areaStyle: { opacity: 0.08 } } : {}),
      data: points.map((point) => [dayOf(point.day).getTime(), Math.round(point[which] * 1000) / 10]),
    });
    return {
      legend: {},
      xAxis: {
        type: 'time',
        splitNumber: 5,
        axisLabel: { color: palette.soft, hideOverlap: true, formatter: (at: number) => format.date(at) },
      },
      yAxis: { type: 'value', max: 100, axisLabel: { color: palette.soft, formatter: '{value}%' } },
      series: [
        line(t('dashboard:curvePlanned'), palette.soft, 'planned', 'dashed'),
        {
          ...line(t('dashboard:curveForecast'), palette.accent, 'forecast', 'solid'),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { color: palette.soft, formatter: format.day(state.as_of), position: 'insideEndTop', rotate: 0 },
            lineStyle: { color: palette.soft, type: 'solid', width: 1 },
            data: [{ xAxis: dayOf(state.as_of).getTime() }],
          },
        },
      ],
    };
  }, [t, format, palette, points, state.as_of]);
  const today = points.find(({ day }) => day === state.as_of);
  const label = t('dashboard:curveLabel', {
    day: format.day(state.as_of),
    planned: format.share(today?.planned),
    actual: format.share(today?.forecast),
  });
  return (
    <Panel
      title={t('dashboard:curve')}
      flush={shown === 'table'}
      extra={
        <Segmented
          value={shown}
          onChange={setShown}
          options={[
            { value: 'chart', label: t('parts:showChart') },
            { value: 'table', label: t('parts:showTable') },
          ]}
        />
      }
    >
      {!points.length && <Empty />}
      {points.length > 0 && shown === 'chart' && (
        <>
          <Chart label={label} option={option} height={280} />
          <p className="soft">{label}</p>
        </>
      )}
      {points.length > 0 && shown === 'table' && (
        <DataTable
          label={t('dashboard:curve')}
          rows={points}
          rowKey={({ day }) => day}
          columns={[
            { key: 'day', title: t('dashboard:day'), cell: ({ day }) => format.longDay(day) },
            {
              key: 'planned',
              title: t('dashboard:curvePlanned'),
              numeric: true,
              cell: ({ planned }) => format.share(planned),
            },
            {
              key: 'forecast',
              title: t('dashboard:curveForecast'),
              numeric: true,
              cell: ({ forecast }) => format.share(forecast),
            },
          ]}
        />
      )}
    </Panel>
  );
}
