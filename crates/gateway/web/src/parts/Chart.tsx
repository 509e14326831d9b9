/** A chart. What it shows is said in its label, and told in full by a table beside it. */
import type { EChartsCoreOption } from 'echarts/core';
import { Button } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';

import { reloadIfThere } from '@/api/reload';
import { usePalette } from '@/shell/theme';
import { useWords } from '@/words';

interface Props {
  label: string;
  height?: number;
  /** Made anew when its words or figures change; colours of axes and texts are added here. */
  option: EChartsCoreOption;
}

export function Chart({ label, option, height = 260 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const palette = usePalette();
  const { t } = useWords();
  const [lost, setLost] = useState(false);
  const whole = useMemo(() => {
    const axis = {
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.soft, hideOverlap: true },
      splitLine: { lineStyle: { color: palette.line } },
    };
    const { xAxis, yAxis, legend, ...rest } = option as Record<string, object | undefined>;
    return {
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      textStyle: { fontFamily: 'inherit', color: palette.ink },
      grid: {
        left: 8,
        right: 16,
        top: legend ? 40 : 16,
        bottom: 8,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      // Drawn, not written as HTML: the gateway's policy refuses style attributes.
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        backgroundColor: palette.raised,
        borderColor: palette.line,
        textStyle: { color: palette.ink, fontSize: 12 },
      },
      aria: { enabled: true, label: { enabled: false } },
      ...rest,
      ...(legend
        ? { legend: { top: 0, left: 0, itemHeight: 8, itemWidth: 14, textStyle: { color: palette.soft }, ...legend } }
        : {}),
      xAxis: { ...axis, splitLine: { show: false }, ...xAxis },
      yAxis: { ...axis, ...yAxis },
    };
  }, [option, palette]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let chart: { setOption(option: object): void; resize(): void; dispose(): void } | undefined;
    let gone = false;
    const watch = new ResizeObserver(() => chart?.resize());
    import('./echarts').then(
      ({ init }) => {
        if (gone) return;
        setLost(false);
        chart = init(element, null, { renderer: 'canvas' });
        chart.setOption(whole);
        watch.observe(element);
      },
      () => setLost(true),
    );
    return () => {
      gone = true;
      watch.disconnect();
      chart?.dispose();
    };
  }, [whole]);
  return (
    <>
      {lost && (
        <p className="hint" role="alert">
          {t('parts:failed')}{' '}
          <Button size="small" onClick={() => void reloadIfThere()}>
            {t('parts:retry')}
          </Button>
        </p>
      )}
      <div ref={box} className="chart" role="img" aria-label={label} style={{ height }} />
    </>
  );
}
