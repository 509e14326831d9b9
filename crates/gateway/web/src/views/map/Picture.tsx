/** The map itself: it can be moved and enlarged, and its nodes are reached by the keyboard. */
import { Background, Controls, type Edge, Handle, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { useTheme } from '@/shell/theme';
import { useWords } from '@/words';

import { type MapNode, placed, SIZE } from './graph';
import '@xyflow/react/dist/style.css';
import './map.css';

type Card = Node<{ node: MapNode; plan: string }, 'card'>;

const TYPES = { card: MapCard };

export default function Picture({ plan, nodes }: { plan: string; nodes: MapNode[] }) {
  const { t } = useWords();
  const { dark } = useTheme();
  const cards = useMemo<Card[]>(() => {
    const at = placed(nodes);
    return nodes.map((node) => ({
      id: node.id,
      type: 'card',
      position: at.get(node.id) ?? { x: 0, y: 0 },
      data: { node, plan },
      ...SIZE,
    }));
  }, [nodes, plan]);
  const edges = useMemo<Edge[]>(
    () =>
      nodes.flatMap(({ id, parent, light }) =>
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
      ),
    [nodes],
  );
  return (
    <div className="map" role="figure" aria-label={t('map:pictureLabel')}>
      <ReactFlow
        nodes={cards}
        edges={edges}
        nodeTypes={TYPES}
        colorMode={dark ? 'dark' : 'light'}
        fitView
        fitViewOptions={{ padding: 0.12, maxZoom: 1 }}
        minZoom={0.2}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={24} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function MapCard({ data: { node, plan } }: NodeProps<Card>) {
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
      <Handle type="target" position={Position.Top} isConnectable={false} />
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
          </div>
        </>
      )}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
}
