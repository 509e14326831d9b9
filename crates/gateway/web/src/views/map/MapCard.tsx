/** A goal or key result on the map, and the lines between them. */
import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { type Edge, Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { useWords } from '@/words';

import type { MapNode } from './graph';

/** What supports a node, where it can be opened and closed. */
export interface Below {
  count: number;
  open: boolean;
  onToggle: () => void;
}

export type Card = Node<{ node: MapNode; plan: string; below?: Below; sideways?: boolean }, 'card'>;

export const TYPES = { card: MapCard };

export function edgesOf(nodes: readonly MapNode[]): Edge[] {
  return nodes.flatMap(({ id, parent, light }) =>
    parent
      ? [
          {
            id: `${parent} ${id}`,
            source: parent,
            target: id,
            type: 'smoothstep',
            className: light ? `edge edge-${light}` : 'edge',
          },
        ]
      : [],
  );
}

function MapCard({ data: { node, plan, below, sideways } }: NodeProps<Card>) {
  const { t } = useWords();
  const format = useFormat();
  const { person, department } = useDirectory();
  const owner = person(node.owner);
  const to =
    node.kind === 'keyResult'
      ? `/plans/${plan}/key-results/${node.id}`
      : node.light && node.light !== 'green'
        ? `/plans/${plan}/why/${node.code}`
        : `/plans/${plan}`;
  return (
    <div className={`map-card map-${node.kind} ${node.light ? `light-${node.light}` : ''}`}>
      <Handle type="target" position={sideways ? Position.Left : Position.Top} isConnectable={false} />
      {node.kind === 'above' ? (
        <p className="map-text">{t('map:above')}</p>
      ) : (
        <>
          <div className="map-head">
            <span className="code">
              {t(`map:${node.kind}`)} {node.code}
            </span>
            {node.light && <Light light={node.light} />}
          </div>
          <Link to={to} className="map-text">
            {node.text}
          </Link>
          <div className="map-foot">
            <span>
              {owner?.name ?? node.owner}
              {owner && ` · ${department(owner.department)?.name ?? owner.department}`}
            </span>
            <b className="numbers">{format.share(node.progress)}</b>
            {below && (
              <button
                type="button"
                className="map-toggle numbers nodrag nopan"
                aria-expanded={below.open}
                aria-label={t(below.open ? 'map:close' : 'map:open', { code: node.code, count: below.count })}
                onClick={below.onToggle}
              >
                {below.open ? <CaretDownOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />} {below.count}
              </button>
            )}
          </div>
        </>
      )}
      <Handle type="source" position={sideways ? Position.Right : Position.Bottom} isConnectable={false} />
    </div>
  );
}
