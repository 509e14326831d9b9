/** The bars of one row. */
import { memo, type MouseEvent } from 'react';

import type { Forecast } from '@/api/plan';
import type { useWords } from '@/words';

import { type BaselineDates, barsOf, type Mark, type Span } from './bars';
import { dayNumber, isoOf } from './days';
import type { Dates } from './drag';
import type { Lanes } from './lanes';
import type { Group } from './rows';
import { type Scale, xOf } from './scale';
import { useDrag } from './useDrag';
import type { Workdays } from './workdays';

interface Placed {
  scale: Scale;
  top: number;
  lanes: Lanes;
}

interface Props extends Placed {
  task: Forecast;
  baseline: BaselineDates | null | undefined;
  today: number;
  calendar: Workdays;
  /** Undefined until everything is known that is needed to change dates. */
  onDrop: ((task: Forecast, dates: Dates) => void) | undefined;
  t: ReturnType<typeof useWords>['t'];
  onPoint: (task: Forecast, x: number, y: number) => void;
  onLeave: () => void;
  onOpen: (task: Forecast) => void;
}

export const TaskBar = memo(function TaskBar(props: Props) {
  const { task, scale, top, lanes, today, baseline, calendar, t, onPoint, onLeave, onOpen, onDrop } = props;
  const bars = barsOf(task, scale, today, baseline);
  const { planned, actual, forecast, late } = bars;
  const point = ({ clientX, clientY, buttons }: MouseEvent) => {
    // A bar that is held says where it would lie, and nothing else.
    if (buttons) onLeave();
    else onPoint(task, clientX, clientY);
  };
  const days = task.forecast_delay_days;
  const dates = { start: dayNumber(task.planned_start), end: dayNumber(task.planned_end) };
  const fixed = !onDrop || task.status === 'done' || task.status === 'cancelled';
  const { ghost, handlers } = useDrag(dates, scale.dayWidth, calendar, fixed ? undefined : (to) => onDrop(task, to));
  const looks = ['gantt-task', `light-${task.light}`, task.critical && 'gantt-critical'].filter(Boolean).join(' ');
  return (
    <g
      transform={`translate(0 ${top})`}
      className={looks}
      onMouseMove={point}
      onMouseLeave={onLeave}
      onDoubleClick={() => onOpen(task)}
    >
      <Bar of={planned} {...lanes.planned} className="gantt-planned" round={3} />
      {bars.done > 0 && (
        <Bar of={{ ...planned, width: bars.done }} {...lanes.planned} className="gantt-done" round={3} />
      )}
      {task.critical && <Bar of={planned} {...lanes.planned} className="gantt-critical-frame" round={3} />}
      {forecast && <Bar of={forecast} {...lanes.actual} className="gantt-forecast" round={2} />}
      {actual && <Bar of={actual} {...lanes.actual} className="gantt-actual" round={2} />}
      {late && <Bar of={late} {...lanes.actual} className="gantt-late" round={2} />}
      {bars.baseline && <Bar of={bars.baseline} {...lanes.baseline} className="gantt-baseline" round={1} />}
      {bars.milestones.map((mark) => (
        <Diamond key={`${mark.name} ${mark.x}`} mark={mark} lanes={lanes} />
      ))}
      {!fixed && (
        <rect
          className="gantt-handle"
          x={planned.x}
          width={planned.width}
          y={lanes.planned.y - 3}
          height={lanes.planned.height + 6}
          {...handlers}
        />
      )}
      {ghost && <Ghost dates={ghost} scale={scale} lanes={lanes} />}
      {days > 0 && (
        <text x={bars.end + 7} y={lanes.actual.y + lanes.actual.height} className="gantt-delay">
          {t('gantt:lateShort', { count: days })}
        </text>
      )}
    </g>
  );
});

/** Where the bar would lie if it were let go. */
function Ghost({ dates: { start, end }, scale, lanes }: { dates: Dates; scale: Scale; lanes: Lanes }) {
  const x = xOf(scale, start);
  const width = (end - start + 1) * scale.dayWidth;
  return (
    <g className="gantt-ghost">
      <rect x={x} width={width} y={lanes.planned.y - 2} height={lanes.planned.height + 4} rx={4} />
      <text x={x + width + 7} y={lanes.planned.y + lanes.planned.height - 1}>
        {isoOf(start)} – {isoOf(end)}
      </text>
    </g>
  );
}

interface BarProps {
  of: Span;
  y: number;
  height: number;
  className: string;
  round: number;
}

function Bar({ of: { x, width }, y, height, className, round }: BarProps) {
  return <rect className={className} x={x} width={width} y={y} height={height} rx={Math.min(round, width / 2)} />;
}

/** Full where it was reached; one that is expected late has a second, dashed one where it is expected. */
function Diamond({ mark, lanes }: { mark: Mark; lanes: Lanes }) {
  const y = lanes.planned.y + lanes.planned.height / 2;
  const shape = (x: number) => `M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z`;
  return (
    <>
      {mark.expected !== undefined && (
        <>
          <path d={`M${mark.x + 7} ${y}H${mark.expected - 7}`} className="gantt-slip" />
          <path d={shape(mark.expected)} className="gantt-milestone-late" />
        </>
      )}
      <path d={shape(mark.x)} className={mark.reached ? 'gantt-milestone gantt-reached' : 'gantt-milestone'} />
    </>
  );
}

/** A group's span as a bracket above its tasks. */
export const GroupBar = memo(function GroupBar({ group, scale, top, lanes }: Placed & { group: Group }) {
  const x1 = xOf(scale, dayNumber(group.start));
  const x2 = xOf(scale, dayNumber(group.end) + 1);
  const x3 = xOf(scale, dayNumber(group.finish) + 1);
  const y = top + lanes.row / 2 + (lanes.row > 50 ? 10 : 0);
  return (
    <g className={group.light ? `light-${group.light}` : undefined}>
      <path d={`M${x1} ${y + 6}V${y - 3}H${x2}V${y + 6}L${x2 - 5} ${y + 1}H${x1 + 5}Z`} className="gantt-bracket" />
      {x3 > x2 && <rect x={x2} width={x3 - x2} y={y - 3} height={4} className="gantt-late" />}
    </g>
  );
});
