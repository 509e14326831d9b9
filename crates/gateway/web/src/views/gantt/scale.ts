/** The one time scale that header, shading, bars and dependencies are drawn by. */
import { endOf, startOf, type Unit } from './days';

export const ZOOMS = ['day', 'week', 'month', 'quarter'] as const;
export type Zoom = (typeof ZOOMS)[number];

/** Width of a day, in CSS pixels. */
const DAY_WIDTH: Record<Zoom, number> = { day: 36, week: 15, month: 5, quarter: 2 };

/** What the two lines of the header count. */
const LINES: Record<Zoom, [above: Unit, below: Unit]> = {
  day: ['month', 'day'],
  week: ['month', 'week'],
  month: ['year', 'month'],
  quarter: ['year', 'quarter'],
};

export interface Scale {
  zoom: Zoom;
  /** First day shown, and the first one not shown any more. */
  first: number;
  end: number;
  dayWidth: number;
  /** Of everything, in pixels. */
  width: number;
}

export interface Tick {
  unit: Unit;
  day: number;
  x: number;
  width: number;
}

/** A scale with room around the days that have to be on it, and at least as wide as what shows it. */
export function makeScale(zoom: Zoom, first: number, last: number, room = 0): Scale {
  const dayWidth = DAY_WIDTH[zoom];
  const [above, below] = LINES[zoom];
  const unit = zoom === 'day' || zoom === 'week' ? below : above === 'year' ? 'month' : above;
  const margin = Math.ceil(120 / dayWidth);
  const start = startOf(unit, first - margin);
  const needed = Math.max(last + 1 + 2 * margin, start + Math.ceil(room / dayWidth));
  const end = endOf(unit, startOf(unit, needed - 1));
  return { zoom, first: start, end, dayWidth, width: (end - start) * dayWidth };
}

/** A scale on which everything fits into a width, its header as fine as that allows. */
export function fitScale(first: number, last: number, width: number): Scale {
  const start = first - 2;
  // What stands to the right of the last bars needs room too.
  const days = Math.ceil((last + 3 - start) * 1.08);
  const dayWidth = width / days;
  const zoom = dayWidth >= 20 ? 'day' : dayWidth >= 8.6 ? 'week' : dayWidth >= 1 ? 'month' : 'quarter';
  return { zoom, first: start, end: start + days, dayWidth, width };
}

/** Where a day begins. */
export function xOf(scale: Scale, day: number): number {
  return (day - scale.first) * scale.dayWidth;
}

/** The day at a place. */
export function dayAt(scale: Scale, x: number): number {
  return scale.first + Math.floor(x / scale.dayWidth);
}

/** What stands in the header between two places. */
export function ticks(scale: Scale, from: number, to: number): { above: Tick[]; below: Tick[] } {
  const [above, below] = LINES[scale.zoom];
  const line = (unit: Unit): Tick[] => {
    const found: Tick[] = [];
    const last = Math.min(dayAt(scale, to), scale.end - 1);
    let day = startOf(unit, Math.max(dayAt(scale, from), scale.first));
    while (day <= last) {
      const next = endOf(unit, day);
      // The first and the last of them may be cut off by the scale's own ends.
      const begin = Math.max(day, scale.first);
      const finish = Math.min(next, scale.end);
      found.push({ unit, day, x: xOf(scale, begin), width: (finish - begin) * scale.dayWidth });
      day = next;
    }
    return found;
  };
  return { above: line(above), below: line(below) };
}

export function closer(zoom: Zoom): Zoom {
  return ZOOMS[Math.max(ZOOMS.indexOf(zoom) - 1, 0)] ?? zoom;
}

export function farther(zoom: Zoom): Zoom {
  return ZOOMS[Math.min(ZOOMS.indexOf(zoom) + 1, ZOOMS.length - 1)] ?? zoom;
}
