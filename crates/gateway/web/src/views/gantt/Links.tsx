/** Dependencies of what is on the screen. */
import { memo } from 'react';

import type { Forecast } from '@/api/plan';

import type { Span } from './bars';
import { dayNumber } from './days';
import { type Lanes, middle } from './lanes';
import { labelOf, type LinksByRow, type PlacedLink, route, touching } from './links';
import { type Scale, xOf } from './scale';

interface Props {
  links: LinksByRow;
  visible: { first: number; last: number };
  /** Key of the row whose dependencies stand out. */
  active: string | undefined;
  scale: Scale;
  lanes: Lanes;
  forecasts: Map<string, Forecast>;
}

function plannedSpan(scale: Scale, task: Forecast): Span {
  const start = dayNumber(task.planned_start);
  return { x: xOf(scale, start), width: (dayNumber(task.planned_end) - start + 1) * scale.dayWidth };
}

export function Links({ links, visible, active, scale, lanes, forecasts }: Props) {
  return touching(links, visible.first, visible.last).map((link) => {
    const from = forecasts.get(link.from);
    const to = forecasts.get(link.to);
    if (!from || !to) return null;
    const critical = from.critical && to.critical;
    return (
      <Line
        key={link.id}
        link={link}
        from={from}
        to={to}
        scale={scale}
        lanes={lanes}
        look={link.from === active || link.to === active ? 'active' : critical ? 'critical' : 'plain'}
      />
    );
  });
}

interface LineProps {
  link: PlacedLink;
  from: Forecast;
  to: Forecast;
  scale: Scale;
  lanes: Lanes;
  look: 'active' | 'critical' | 'plain';
}

const Line = memo(function Line({ link, from, to, scale, lanes, look }: LineProps) {
  const [fromY, toY] = [link.fromRow * lanes.row + middle(lanes), link.toRow * lanes.row + middle(lanes)];
  const { path, tip, label } = route(link.kind, plannedSpan(scale, from), fromY, plannedSpan(scale, to), toY);
  const back = tip.x + (tip.right ? -6 : 6);
  const text = labelOf(link);
  return (
    <g className={`gantt-link gantt-link-${look}`}>
      <path d={path} className="gantt-link-line" />
      <path d={`M${tip.x} ${tip.y}L${back} ${tip.y - 3.5}V${tip.y + 3.5}Z`} className="gantt-link-tip" />
      {text && (
        <text x={label.x} y={label.y} textAnchor={tip.right ? 'end' : 'start'}>
          {text}
        </text>
      )}
    </g>
  );
});
