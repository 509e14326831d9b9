/** Which part of the chart one sees, in steps: drawing follows a scroll only when it comes to the edge of a step. */
import { type RefObject, useEffect, useState } from 'react';

const STEP = 600;

export interface Window {
  /** Places on the time scale between which things are drawn, a step more at each side than is seen. */
  from: number;
  to: number;
  /** Width and height of the frame, without the grid. */
  room: number;
  height: number;
}

export function useWindow(frame: RefObject<HTMLElement | null>, gridWidth: number): Window {
  const [view, setView] = useState<Window>({ from: 0, to: 2 * STEP, room: 0, height: 0 });
  useEffect(() => {
    const chart = frame.current;
    if (!chart) return;
    const look = () => {
      const room = chart.clientWidth - gridWidth;
      const from = (Math.floor(chart.scrollLeft / STEP) - 1) * STEP;
      const to = (Math.ceil((chart.scrollLeft + room) / STEP) + 1) * STEP;
      const height = chart.clientHeight;
      setView((now) =>
        now.from === from && now.to === to && now.room === room && now.height === height
          ? now
          : { from, to, room, height },
      );
    };
    const sized = new ResizeObserver(look);
    sized.observe(chart);
    chart.addEventListener('scroll', look, { passive: true });
    return () => {
      sized.disconnect();
      chart.removeEventListener('scroll', look);
    };
  }, [frame, gridWidth]);
  return view;
}
