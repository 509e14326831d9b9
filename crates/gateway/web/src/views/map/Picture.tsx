/** The map itself: it can be moved and enlarged, and its nodes are reached by the keyboard. */
import { Background, Controls, ReactFlow } from '@xyflow/react';
import { useMemo } from 'react';

import { useTheme } from '@/shell/theme';
import { useWords } from '@/words';

import { type Card, edgesOf, TYPES } from './MapCard';
import { type MapNode, placed, SIZE } from './graph';
import '@xyflow/react/dist/style.css';
import './map.css';

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
  const edges = useMemo(() => edgesOf(nodes), [nodes]);
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
