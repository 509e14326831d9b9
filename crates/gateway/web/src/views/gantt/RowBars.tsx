/** The bars of one row. */
import { memo, type MouseEvent } from 'react';

import type { Forecast } from '@/api/plan';
import { useWords } from '@/words';

import { type BaselineDates, barsOf, type Mark, type Span } from './bars';
import { dayNumber } from './days';
import type { Lanes } from './lanes';
import type { Group } from './rows';
import { type Scale, xOf } from './scale';

interface Placed {
  scale: Scale;
  top: number;
  lanes: Lanes;
}

interface Props extends Placed {
  task: Forecast;
  baseline: BaselineDates | null | undefined;
  today: number;
  onPoint: (task: Forecast, x: number, y: number) => void;
  onLeave: () => void;
  onOpen: (task: Forecast) => void;
}

export const TaskBar = memo(function TaskBar(props: Props) {
  const { task, scale, top, lanes, today, baseline, onPoint, onLeave, onOpen } = props;
  const { t } = useWords();
  const bars = barsOf(task, scale, today, baseline);
  const { planned, actual, forecast, late } = bars;
  const point = ({ clientX, clientY }: MouseEvent) => onPoint(task, clientX, clientY);
  const days = task.forecast_delay_days;
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
      {days > 0 && (
        <text x={bars.end + 7} y={lanes.actual.y + lanes.actual.height} className="gantt-delay">
          {t('gantt:lateShort', { count: days })}
        </text>
      )}
    </g>
  );
});

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
