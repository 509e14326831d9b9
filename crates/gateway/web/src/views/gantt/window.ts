/** Which part of the chart one sees, in steps: drawing follows a scroll only when it comes to the edge of a step. */
import { useEffect, useState } from 'react';

const STEP = 600;

export interface Window {
  /** Places on the time scale between which things are drawn, a step more at each side than is seen. */
  from: number;
  to: number;
  /** Width and height of the frame, without the grid. */
  room: number;
  height: number;
}

const NOTHING: Window = { from: 0, to: 2 * STEP, room: 0, height: 0 };

/** What one sees of a frame; what a step shows until the frame is there. */
export function useWindow(frame: HTMLElement | null, gridWidth: number): Window {
  const [view, setView] = useState(NOTHING);
  useEffect(() => {
    if (!frame) return;
    let now = NOTHING;
    const look = () => {
      const room = frame.clientWidth - gridWidth;
      const from = (Math.floor(frame.scrollLeft / STEP) - 1) * STEP;
      const to = (Math.ceil((frame.scrollLeft + room) / STEP) + 1) * STEP;
      const height = frame.clientHeight;
      // Compared here: React would draw the chart once more to find that nothing changed.
      if (now.from === from && now.to === to && now.room === room && now.height === height) return;
      now = { from, to, room, height };
      setView(now);
    };
    const sized = new ResizeObserver(look);
    sized.observe(frame);
    frame.addEventListener('scroll', look, { passive: true });
    return () => {
      sized.disconnect();
      frame.removeEventListener('scroll', look);
    };
  }, [frame, gridWidth]);
  return view;
}
