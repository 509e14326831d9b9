/** A bar under the pointer: held, moved, let go. */
import { type PointerEvent, useState } from 'react';

import { type Dates, dragged, type Grip, gripAt } from './drag';
import type { Workdays } from './workdays';

interface Held {
  grip: Grip;
  x: number;
}

/** `onDrop` is undefined where the dates cannot be changed; `ghost` is where the bar would lie. */
export function useDrag(
  dates: Dates,
  dayWidth: number,
  calendar: Workdays,
  onDrop: ((dates: Dates) => void) | undefined,
) {
  const [held, setHeld] = useState<Held>();
  const [ghost, setGhost] = useState<Dates>();
  const end = () => {
    setHeld(undefined);
    setGhost(undefined);
  };
  if (!onDrop) return { ghost: undefined, handlers: {} };
  const handlers = {
    onPointerDown: (event: PointerEvent<SVGRectElement>) => {
      // A finger scrolls.
      if (event.button !== 0 || event.pointerType === 'touch') return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      const box = event.currentTarget.getBoundingClientRect();
      setHeld({ grip: gripAt(event.clientX - box.left, box.width), x: event.clientX });
    },
    onPointerMove: (event: PointerEvent<SVGRectElement>) => {
      if (!held) return;
      setGhost(dragged(held.grip, dates, Math.round((event.clientX - held.x) / dayWidth), calendar));
    },
    onPointerUp: () => {
      if (ghost && (ghost.start !== dates.start || ghost.end !== dates.end)) onDrop(ghost);
      end();
    },
    onPointerCancel: end,
  };
  return { ghost, handlers };
}
