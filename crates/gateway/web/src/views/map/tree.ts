/** What of a large map is shown: of one department or of all, down to where it is opened. */
import type { Api } from '@/api/client';

import { type MapNode, SIZE } from './graph';

/** More than these at once nobody reads: what is below is opened by hand. */
export const MANY = 80;
/** So many are open to begin with. */
const BEGINNING = 40;
/** Between cards. */
const APART = { x: 70, y: 16 };

/** Nodes by what they support; those at the top under the empty name. */
export function childrenOf(nodes: readonly MapNode[]): ReadonlyMap<string, MapNode[]> {
  const known = new Set(nodes.map(({ id }) => id));
  const found = new Map<string, MapNode[]>();
  for (const node of nodes) {
    const above = node.parent !== undefined && known.has(node.parent) ? node.parent : '';
    const own = found.get(above);
    if (own) own.push(node);
    else found.set(above, [node]);
  }
  return found;
}

/** Departments below one, and itself. */
function below(department: string, departments: readonly Api<'Department'>[]): ReadonlySet<string> {
  const found = new Set([department]);
  // A set is gone through with what is added on the way.
  for (const code of found) for (const one of departments) if (one.parent === code) found.add(one.code);
  return found;
}

/** Goals of a department and those below it with their key results, and what they support, up to the top. */
export function ofDepartment(
  nodes: readonly MapNode[],
  department: string,
  departments: readonly Api<'Department'>[],
): MapNode[] {
  if (!department) return [...nodes];
  const wanted = below(department, departments);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const kept = new Set<string>();
  for (const node of nodes) {
    if (!wanted.has(node.department)) continue;
    for (let at: MapNode | undefined = node; at && !kept.has(at.id); at = at.parent ? byId.get(at.parent) : undefined) {
      kept.add(at.id);
    }
  }
  return nodes.filter(({ id }) => kept.has(id));
}

/** What is open to begin with: everything of a small map, of a large one level after level while there is room. */
export function openAtFirst(nodes: readonly MapNode[]): ReadonlySet<string> {
  if (nodes.length <= MANY) return new Set(nodes.map(({ id }) => id));
  const children = childrenOf(nodes);
  const open = new Set<string>();
  let level = children.get('') ?? [];
  let shown = level.length;
  for (;;) {
    const next = level.flatMap(({ id }) => children.get(id) ?? []);
    shown += next.length;
    if (!next.length || shown > BEGINNING) return open;
    for (const { id } of level) open.add(id);
    level = next;
  }
}

export interface Stacked {
  node: MapNode;
  x: number;
  y: number;
}

/** From left to right, each below the one before it, the first beside what it supports: what is opened moves nothing above it. */
export function stacked(nodes: readonly MapNode[], open: ReadonlySet<string>): Stacked[] {
  const children = childrenOf(nodes);
  const found: Stacked[] = [];
  const seen = new Set<string>();
  let row = 0;
  const visit = (node: MapNode, depth: number) => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    found.push({ node, x: depth * (SIZE.width + APART.x), y: row * (SIZE.height + APART.y) });
    const own = open.has(node.id) ? (children.get(node.id) ?? []) : [];
    own.forEach((child, at) => {
      if (at) row += 1;
      visit(child, depth + 1);
    });
  };
  (children.get('') ?? []).forEach((node, at) => {
    if (at) row += 1;
    visit(node, 0);
  });
  return found;
}

/** Where the drawing's left edge stands at most (px), that what an opened card has below it is within a frame of this width, `margin` from its end. */
export function rightmostThatShows(opened: Stacked, zoom: number, width: number, margin: number): number {
  return width - margin - (opened.x + APART.x + 2 * SIZE.width) * zoom;
}
