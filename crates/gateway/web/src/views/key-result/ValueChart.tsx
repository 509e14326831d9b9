/** Values as they were checked in, with the straight line from baseline to target that they are measured by. */
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';

import type { Api } from '@/api/client';
import type { CheckIn } from '@/api/key-results';
import { Chart } from '@/parts/Chart';
import { DataTable } from '@/parts/DataTable';
import { dayOf, useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty } from '@/parts/states';
import { usePalette } from '@/shell/theme';
import { useWords } from '@/words';

interface Props {
  result: Api<'KeyResult'>;
  checkIns: CheckIn[];
  /** First day of the plan. */
  start: string;
  today: string;
}

/** One value a day, the last that was said, oldest first; from the baseline on the first day. */
export function points(
  checkIns: readonly Pick<CheckIn, 'as_of' | 'value'>[],
  start: string,
  baseline: number,
): [string, number][] {
  const days = new Map<string, number>([[start, baseline]]);
  for (const { as_of: day, value } of checkIns) days.set(day, value);
  return [...days].sort(([a], [b]) => a.localeCompare(b));
}

export function ValueChart({ result, checkIns, start, today }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  const { baseline, target, deadline, unit, current } = result;
  const option = useMemo(() => {
    // What is late goes on beyond the deadline.
    const last = [deadline, today, ...checkIns.map(({ as_of: day }) => day)].reduce((a, b) => (a > b ? a : b));
    const at = ([day, value]: [string, number]) => [dayOf(day).getTime(), value];
    return {
      legend: {},
      xAxis: {
        type: 'time',
        min: dayOf(start).getTime(),
        max: dayOf(last).getTime(),
        splitNumber: 4,
        axisLabel: { color: palette.soft, hideOverlap: true, formatter: (at: number) => format.date(at) },
      },
      yAxis: { type: 'value', scale: true, name: unit, nameTextStyle: { color: palette.soft, align: 'left' } },
      series: [
        {
          name: t('keyResult:value'),
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          lineStyle: { width: 3 },
          color: palette.accent,
          data: points(checkIns, start, baseline).map(at),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { color: palette.soft, formatter: '{b}' },
            lineStyle: { color: palette.soft, type: 'solid', width: 1 },
            data: [
              {
                name: `${t('keyResult:target')} ${format.number(target)}`,
                yAxis: target,
                label: { position: 'insideEndTop' },
              },
              // Above the line: along it, words would lie on their side.
              { name: format.day(today), xAxis: dayOf(today).getTime(), label: { position: 'end', rotate: 0 } },
            ],
          },
        },
        {
          name: t('keyResult:expected'),
          type: 'line',
          symbol: 'none',
          lineStyle: { width: 2, type: 'dashed' },
          color: palette.soft,
          data: [[start, baseline] as [string, number], [deadline, target] as [string, number]].map(at),
        },
      ],
    };
  }, [t, format, palette, checkIns, start, today, baseline, target, deadline, unit]);
  const label = t('keyResult:chartLabel', {
    baseline: format.number(baseline),
    current: format.number(current),
    target: format.number(target),
    unit,
  });
  return (
    <Panel
      title={t('keyResult:chart')}
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
      {shown === 'chart' && <Chart label={label} option={option} />}
      {shown === 'table' && !checkIns.length && <Empty title={t('keyResult:none')} />}
      {shown === 'table' && checkIns.length > 0 && (
        <DataTable
          label={t('keyResult:chart')}
          rows={checkIns}
          rowKey={({ id }) => id}
          columns={[
            { key: 'day', title: t('keyResult:day'), cell: ({ as_of: day }) => format.longDay(day) },
            {
              key: 'value',
              title: t('keyResult:value'),
              numeric: true,
              cell: ({ value }) => `${format.number(value)} ${unit}`,
            },
            {
              key: 'confidence',
              title: t('keyResult:confidence'),
              numeric: true,
              cell: ({ confidence }) => format.share(confidence),
            },
            { key: 'by', title: t('keyResult:by'), cell: ({ by }) => <Person code={by} /> },
            { key: 'note', title: t('keyResult:note'), wrap: true, cell: ({ note }) => note },
          ]}
        />
      )}
    </Panel>
  );
}
