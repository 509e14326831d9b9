/** What the map shows: goals and key results, each under what it supports. */
import { graphlib, layout } from '@dagrejs/dagre';

import type { Api } from '@/api/client';
import type { PlanState } from '@/api/plan';
import type { LightColour } from '@/parts/Light';

export interface MapNode {
  id: string;
  kind: 'goal' | 'keyResult' | 'above';
  code: string;
  text: string;
  owner: string;
  department: string;
  /** Undefined for what another plan tracks. */
  light: LightColour | undefined;
  /** 0–1; attainment of key results. */
  progress: number | undefined;
  /** What it supports. */
  parent: string | undefined;
  done: number;
  tasks: number;
}

export const SIZE = { width: 250, height: 112 };

/** Goals of the plan, then their key results; a parent that the plan does not have becomes a node of its own. */
export function nodesOf(goals: readonly Api<'Goal'>[], state: PlanState): MapNode[] {
  const nodes: MapNode[] = [];
  const lights = new Map(state.goals.map(({ goal_id: id, light }) => [id, light]));
  const homes = new Map(goals.map(({ id, department }) => [id, department]));
  const counts = new Map<string, { done: number; tasks: number }>();
  for (const { key_result_id: id, status } of state.tasks) {
    const count = counts.get(id) ?? { done: 0, tasks: 0 };
    counts.set(id, { done: count.done + (status === 'done' ? 1 : 0), tasks: count.tasks + 1 });
  }
  for (const goal of goals) {
    const { id, code, description: text, owner, department, progress } = goal;
    nodes.push({
      id,
      kind: 'goal',
      code,
      text,
      owner,
      department,
      progress,
      light: lights.get(id),
      parent: goal.parent_id ?? undefined,
      done: 0,
      tasks: 0,
    });
  }
  for (const result of state.key_results) {
    nodes.push({
      id: result.key_result_id,
      kind: 'keyResult',
      code: result.code,
      text: result.description,
      owner: result.owner,
      department: homes.get(result.goal_id) ?? '',
      light: result.light,
      progress: result.attainment,
      parent: result.goal_id,
      ...(counts.get(result.key_result_id) ?? { done: 0, tasks: 0 }),
    });
  }
  const known = new Set(nodes.map(({ id }) => id));
  const missing = new Set(nodes.flatMap(({ parent }) => (parent && !known.has(parent) ? [parent] : [])));
  for (const id of missing) {
    nodes.push({
      id,
      kind: 'above',
      code: '',
      text: '',
      owner: '',
      department: '',
      light: undefined,
      progress: undefined,
      parent: undefined,
      done: 0,
      tasks: 0,
    });
  }
  return nodes;
}

/** Where each node stands: its left upper corner. */
export function placed(nodes: readonly MapNode[]): Map<string, { x: number; y: number }> {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  // Dagre puts what it was told last at the left.
  const lastFirst = nodes.toReversed();
  for (const { id } of lastFirst) graph.setNode(id, { ...SIZE });
  for (const { id, parent } of lastFirst) if (parent) graph.setEdge(parent, id);
  layout(graph);
  return new Map(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: x - SIZE.width / 2, y: y - SIZE.height / 2 }];
    }),
  );
}
