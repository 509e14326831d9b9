/** Dependencies: which of them touch what is on the screen, and the line that each is drawn as. */
import type { Api } from '@/api/client';

import type { Span } from './bars';

export type LinkKind = Api<'LinkKind'>;

/** The planner's own shorthand, the same in every language. */
export const SHORT: Record<LinkKind, string> = {
  finish_to_start: 'FS',
  start_to_start: 'SS',
  finish_to_finish: 'FF',
  start_to_finish: 'SF',
};

export interface Link {
  id: string;
  /** Tasks, by id; the first drives the second. */
  from: string;
  to: string;
  kind: LinkKind;
  /** Working days. */
  lag: number;
}

export interface PlacedLink extends Link {
  fromRow: number;
  toRow: number;
}

export function linksOf(tasks: Pick<Api<'Task'>, 'id' | 'predecessors'>[]): Link[] {
  return tasks.flatMap(({ id, predecessors }) =>
    predecessors.map(({ task_id: from, kind, lag_days: lag }) => ({
      id: `${from} ${id} ${kind}`,
      from,
      to: id,
      kind,
      lag: lag ?? 0,
    })),
  );
}

/** Those whose two tasks both have a row. */
export function place(links: Link[], rowOf: Map<string, number>): PlacedLink[] {
  return links.flatMap((link) => {
    const fromRow = rowOf.get(link.from);
    const toRow = rowOf.get(link.to);
    return fromRow === undefined || toRow === undefined ? [] : [{ ...link, fromRow, toRow }];
  });
}

/** Dependencies by each row that one of their ends is in. */
export type LinksByRow = ReadonlyMap<number, readonly PlacedLink[]>;

export function byRow(links: readonly PlacedLink[]): LinksByRow {
  const rows = new Map<number, PlacedLink[]>();
  for (const link of links) {
    for (const row of new Set([link.fromRow, link.toRow])) {
      const here = rows.get(row);
      if (here) here.push(link);
      else rows.set(row, [link]);
    }
  }
  return rows;
}

/** Those with an end between two rows: a line that only passes through tells nothing to who sees neither end. */
export function touching(links: LinksByRow, first: number, last: number): PlacedLink[] {
  const found: PlacedLink[] = [];
  for (let row = first; row <= last; row += 1) {
    for (const link of links.get(row) ?? []) {
      const other = link.fromRow === row ? link.toRow : link.fromRow;
      // Both ends are here: it was found at the upper one.
      if (other < first || other >= row) found.push(link);
    }
  }
  return found;
}

/** `SS`, `FF+2`; nothing for the usual one, from finish to start without a lag. */
export function labelOf({ kind, lag }: Pick<Link, 'kind' | 'lag'>): string {
  if (kind === 'finish_to_start' && !lag) return '';
  return lag ? `${SHORT[kind]}${lag > 0 ? '+' : '−'}${Math.abs(lag)}` : SHORT[kind];
}

/** How far a line runs out before it turns. */
const OUT = 9;
const CORNER = 4;

export interface Drawn {
  path: string;
  /** The arrow's tip, and which way it points. */
  tip: { x: number; y: number; right: boolean };
  label: { x: number; y: number };
}

/** A line of right angles from the driving end of one bar to the driven end of the other. */
export function route(kind: LinkKind, from: Span, fromY: number, to: Span, toY: number): Drawn {
  const leavesRight = kind === 'finish_to_start' || kind === 'finish_to_finish';
  const entersLeft = kind === 'finish_to_start' || kind === 'start_to_start';
  const x1 = leavesRight ? from.x + from.width : from.x;
  const x2 = entersLeft ? to.x : to.x + to.width;
  const out = x1 + (leavesRight ? OUT : -OUT);
  const before = x2 + (entersLeft ? -OUT : OUT);
  const points: [number, number][] = [[x1, fromY]];
  if (leavesRight !== entersLeft) {
    // Both ends look the same way: the line turns once, outside of both bars.
    const turn = leavesRight ? Math.max(out, before) : Math.min(out, before);
    points.push([turn, fromY], [turn, toY]);
  } else if (leavesRight ? out <= before : out >= before) {
    points.push([out, fromY], [out, toY]);
  } else {
    // No room between them: back through the gap between the rows.
    const gap = toY + (toY > fromY ? -1 : 1) * 17;
    points.push([out, fromY], [out, gap], [before, gap], [before, toY]);
  }
  points.push([x2, toY]);
  return {
    path: rounded(points),
    tip: { x: x2, y: toY, right: entersLeft },
    label: { x: entersLeft ? x2 - OUT - 4 : x2 + OUT + 4, y: toY - 5 },
  };
}

function rounded(points: [number, number][]): string {
  return points
    .map(([x, y], at) => {
      const before = points[at - 1];
      const after = points[at + 1];
      if (!before) return `M${x} ${y}`;
      if (!after) return `L${x} ${y}`;
      const into = Math.abs(x - before[0]) + Math.abs(y - before[1]);
      const away = Math.abs(after[0] - x) + Math.abs(after[1] - y);
      const radius = Math.min(CORNER, into / 2, away / 2);
      const [bx, by] = [x - Math.sign(x - before[0]) * radius, y - Math.sign(y - before[1]) * radius];
      const [ax, ay] = [x + Math.sign(after[0] - x) * radius, y + Math.sign(after[1] - y) * radius];
      return `L${bx} ${by}Q${x} ${y} ${ax} ${ay}`;
    })
    .join('');
}
