/** A large map: goals beside what they support, opened one by one. What is outside the frame is not drawn. */
import { Background, Controls, ReactFlow, type ReactFlowInstance } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { useFormat } from '@/parts/format';
import { useTheme } from '@/shell/theme';
import { useWords } from '@/words';

import { type MapNode, SIZE } from './graph';
import { type Card, edgesOf, TYPES } from './MapCard';
import { childrenOf, rightmostThatShows, openAtFirst, stacked } from './tree';
import '@xyflow/react/dist/style.css';
import './map.css';

/** The top of the company at the left upper corner, so large that it is read. */
const BEGINNING = { x: 20, y: 20, zoom: 0.85 };

export default function Tree({ plan, nodes }: { plan: string; nodes: MapNode[] }) {
  const { t } = useWords();
  const format = useFormat();
  const { dark } = useTheme();
  const [open, setOpen] = useState(() => openAtFirst(nodes));
  const flow = useRef<ReactFlowInstance<Card>>(undefined);
  const frame = useRef<HTMLDivElement>(null);
  /** What was opened or closed, until the frame has been looked at for it. */
  const toggled = useRef<string>(undefined);
  const toggle = useCallback((id: string) => {
    toggled.current = id;
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const shown = useMemo(() => stacked(nodes, open), [nodes, open]);
  // On a narrow screen what was opened would stand outside the frame, and seem not to have come. Once: whoever moves on is not fetched back.
  useEffect(() => {
    const id = toggled.current;
    toggled.current = undefined;
    const opened = shown.find(({ node }) => node.id === id && open.has(node.id));
    if (!opened || !flow.current || !frame.current) return;
    const { x, y, zoom } = flow.current.getViewport();
    const most = rightmostThatShows(opened, zoom, frame.current.clientWidth, BEGINNING.x);
    if (x > most) void flow.current.setViewport({ x: most, y, zoom });
  }, [shown, open]);
  const cards = useMemo<Card[]>(() => {
    const children = childrenOf(nodes);
    return shown.map(({ node, x, y }) => {
      const count = children.get(node.id)?.length ?? 0;
      const below = { count, open: open.has(node.id), onToggle: () => toggle(node.id) };
      return {
        id: node.id,
        type: 'card',
        position: { x, y },
        data: { node, plan, sideways: true, ...(count ? { below } : {}) },
        ...SIZE,
      };
    });
  }, [nodes, shown, open, plan, toggle]);
  const edges = useMemo(() => edgesOf(shown.map(({ node }) => node)), [shown]);
  return (
    <>
      <p className="map-hint soft" role="status">
        {t('map:shown', { count: shown.length, all: format.number(nodes.length) })}
      </p>
      <div ref={frame} className="map map-tree" role="figure" aria-label={t('map:pictureLabel')}>
        <ReactFlow
          onInit={(made) => {
            flow.current = made;
          }}
          nodes={cards}
          edges={edges}
          nodeTypes={TYPES}
          colorMode={dark ? 'dark' : 'light'}
          defaultViewport={BEGINNING}
          minZoom={0.1}
          maxZoom={1.6}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          panOnScroll
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={24} />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
    </>
  );
}
