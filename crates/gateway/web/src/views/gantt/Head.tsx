/** The header: names of the columns, and the two lines of the time scale with holidays, make-up workdays and today. */
import { memo } from 'react';

import { useWords } from '@/words';

import { isoOf } from './days';
import { HEAD_HEIGHT } from './lanes';
import { type Scale, type Tick, ticks, xOf } from './scale';
import type { Window } from './window';
import { useTickText } from './tickText';
import type { Workdays } from './workdays';

interface Props {
  scale: Scale;
  view: Window;
  gridWidth: number;
  today: number;
  calendar: Workdays;
}

export const Head = memo(function Head({ scale, view, gridWidth, today, calendar }: Props) {
  const { t } = useWords();
  const text = useTickText();
  const { above, below } = ticks(scale, view.from, view.to);
  return (
    <div className="gantt-head" role="rowgroup" style={{ width: gridWidth + scale.width, height: HEAD_HEIGHT }}>
      <div role="row" aria-rowindex={1} className="gantt-head-row">
        {gridWidth > 0 && (
          <div className="gantt-cells gantt-head-cells" style={{ width: gridWidth }}>
            <span role="columnheader" className="gantt-name">
              {t('parts:name')}
            </span>
            <span role="columnheader">{t('parts:owner')}</span>
            <span role="columnheader" className="gantt-number">
              {t('gantt:start')}
            </span>
            <span role="columnheader" className="gantt-number">
              {t('gantt:end')}
            </span>
            <span role="columnheader" className="gantt-number">
              {t('parts:progress')}
            </span>
          </div>
        )}
        <div role="columnheader" className="gantt-ticks" aria-label={t('gantt:timeScale')}>
          {above.map((tick) => (
            <span key={tick.day} className="gantt-tick gantt-above" style={{ left: tick.x, width: tick.width }}>
              <span style={{ left: gridWidth }}>{text(tick, scale)}</span>
            </span>
          ))}
          {below.map((tick) => (
            <span
              key={tick.day}
              className={`gantt-tick gantt-below ${dayLook(tick, calendar)}`}
              title={tick.unit === 'day' ? calendar.name(tick.day) : undefined}
              style={{ left: tick.x, width: tick.width }}
            >
              {text(tick, scale)}
              {tick.unit === 'day' && calendar.name(tick.day) && (
                <sup>{calendar.works(tick.day) ? t('gantt:madeUpMark') : t('gantt:holidayMark')}</sup>
              )}
            </span>
          ))}
          <span
            className="gantt-today-chip"
            title={isoOf(today)}
            style={{ left: xOf(scale, today) + scale.dayWidth / 2 }}
          >
            {t('gantt:today')}
          </span>
        </div>
      </div>
    </div>
  );
});

function dayLook({ unit, day }: Tick, calendar: Workdays): string {
  if (unit !== 'day') return '';
  if (!calendar.works(day)) return 'gantt-off';
  return calendar.name(day) ? 'gantt-made-up' : '';
}
