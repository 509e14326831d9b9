/** Heights, in CSS pixels: of the rows, and of what lies above each other within one. */
export interface Lanes {
  row: number;
  planned: { y: number; height: number };
  actual: { y: number; height: number };
  baseline: { y: number; height: number };
}

const DESK: Lanes = {
  row: 38,
  planned: { y: 6, height: 11 },
  actual: { y: 20, height: 7 },
  baseline: { y: 30, height: 3 },
};

/** A phone has no grid beside the chart: the name stands above the bars. */
const PHONE: Lanes = {
  row: 58,
  planned: { y: 25, height: 11 },
  actual: { y: 39, height: 7 },
  baseline: { y: 49, height: 3 },
};

export function lanesOf(narrow: boolean): Lanes {
  return narrow ? PHONE : DESK;
}

/** The middle of the planned bar, where dependencies end. */
export function middle(lanes: Lanes): number {
  return lanes.planned.y + lanes.planned.height / 2;
}

/** The grid beside the chart, and the two lines of the header above both. */
export const GRID_WIDTH = 456;
export const HEAD_HEIGHT = 52;
