/** Bars of what was granted, in three parts; told apart by texture as well as colour. */
import { useMemo } from 'react';

import { Chart } from '@/parts/Chart';
import { digitsOf, useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { usePalette } from '@/shell/theme';
import { useWords } from '@/words';

import type { Line } from './figures';

/** More bars than that are a wall; the table has them all. */
const MOST = 20;

export function BudgetChart({ lines }: { lines: Line[] }) {
  const { t } = useWords();
  const format = useFormat();
  const palette = usePalette();
  // Bars of several currencies have no common scale: each is drawn in shares of what was granted.
  const mixed = new Set(lines.map(({ currency }) => currency)).size > 1;
  const shown = useMemo(
    () =>
      lines
        .toSorted((a, b) => (mixed ? 0 : b.granted - a.granted))
        .slice(0, MOST)
        .reverse(),
    [lines, mixed],
  );
  const option = useMemo(() => {
    const currency = shown[0]?.currency ?? 'CNY';
    const amount = (line: Line, part: 'spent' | 'reserved' | 'free') =>
      mixed ? (line.granted > 0 ? line[part] / line.granted : 0) : line[part] / 10 ** digitsOf(line.currency);
    const told = (value: number) =>
      mixed ? format.share(value) : format.money(Math.round(value * 10 ** digitsOf(currency)), currency);
    const part = (key: 'spent' | 'reserved' | 'free', color: string, symbol: object | 'none') => ({
      name: t(`budgets:${key}`),
      type: 'bar',
      stack: 'granted',
      barMaxWidth: 26,
      color,
      itemStyle: { borderColor: palette.raised, borderWidth: 1, decal: symbol === 'none' ? symbol : { ...symbol } },
      tooltip: { valueFormatter: told },
      data: shown.map((line) => amount(line, key)),
    });
    return {
      legend: {},
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      xAxis: { type: 'value', axisLabel: { color: palette.soft, hideOverlap: true, formatter: told } },
      yAxis: {
        type: 'category',
        data: shown.map(({ name }) => name),
        axisLabel: { color: palette.soft, width: 150, overflow: 'truncate' },
        splitLine: { show: false },
      },
      series: [
        part('spent', palette.accent, { symbol: 'rect', color: 'transparent' }),
        part('reserved', palette.yellow, {
          symbol: 'rect',
          dashArrayX: [1, 0],
          dashArrayY: [3, 5],
          rotation: Math.PI / 4,
          color: 'rgb(0 0 0 / 35%)',
        }),
        part('free', palette.line, { symbol: 'circle', symbolSize: 0.6, color: palette.soft }),
      ],
    };
  }, [t, format, palette, shown, mixed]);
  const label = t('budgets:chartLabel', { count: shown.length });
  return (
    <Panel title={t('budgets:chart')}>
      <Chart label={label} option={option} height={Math.max(120, 80 + shown.length * 38)} />
      {lines.length > MOST && <p className="soft">{t('budgets:chartMost', { count: MOST })}</p>}
    </Panel>
  );
}
