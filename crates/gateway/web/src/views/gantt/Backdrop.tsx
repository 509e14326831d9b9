/** Behind the bars: days off, make-up workdays, the scale's lines, today. */
import { memo } from 'react';

import { dayAt, type Scale, ticks, xOf } from './scale';
import type { Window } from './window';
import { type Shade, shades, type Workdays } from './workdays';

interface Props {
  scale: Scale;
  view: Window;
  height: number;
  today: number;
  calendar: Workdays;
}

const FILL: Record<Shade['kind'], string> = {
  weekend: 'var(--gantt-off)',
  holiday: 'url(#gantt-holiday)',
  'made-up': 'url(#gantt-made-up)',
};

export const Backdrop = memo(function Backdrop({ scale, view, height, today, calendar }: Props) {
  const from = Math.max(dayAt(scale, view.from), scale.first);
  const to = Math.min(dayAt(scale, view.to), scale.end - 1);
  const { below } = ticks(scale, view.from, view.to);
  const now = xOf(scale, today) + scale.dayWidth / 2;
  return (
    <>
      {shades(calendar, from, to)
        // Weekends of a few pixels would be a fence.
        .filter(({ kind }) => kind === 'holiday' || scale.dayWidth > 4)
        .map(({ day, days, kind }) => (
          <rect key={day} x={xOf(scale, day)} width={days * scale.dayWidth} height={height} fill={FILL[kind]} />
        ))}
      {below.map(({ day, x }) => (
        <rect key={`line ${day}`} x={x} width={1} height={height} className="gantt-rule" />
      ))}
      <rect x={now - 1} width={2} height={height} className="gantt-today" />
    </>
  );
});
