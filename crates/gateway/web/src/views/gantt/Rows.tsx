/** The rows that one looks at: cells, bars, dependencies. It follows every step of a scroll, so that nothing else has to. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useCallback, useEffect, useImperativeHandle } from 'react';

import { useDirectory } from '@/api/directory';
import type { Task } from '@/api/gantt';
import type { Forecast } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import { Backdrop } from './Backdrop';
import type { Dates } from './drag';
import type { Editing, Field } from './edit';
import { HEAD_HEIGHT, type Lanes } from './lanes';
import { Links } from './Links';
import type { LinksByRow } from './links';
import { Patterns } from './Patterns';
import { GroupBar, TaskBar } from './RowBars';
import { GroupCells, TaskCells } from './RowCells';
import { type Row, withActive } from './rows';
import type { Scale } from './scale';
import type { Window } from './window';
import type { Workdays } from './workdays';

/** Rows above and below those in sight that exist too. */
const SPARE = 5;

export interface Scrolled {
  /** Scrolls until a row is in sight. */
  to: (row: number) => void;
}

interface Props {
  ref: Ref<Scrolled>;
  /** What is scrolled; null until it is there. */
  frame: HTMLElement | null;
  rows: Row[];
  /** The row that keys act on, -1 for none. */
  active: number;
  plan: string;
  grouped: boolean;
  narrow: boolean;
  lanes: Lanes;
  gridWidth: number;
  scale: Scale;
  view: Window;
  today: number;
  calendar: Workdays;
  links: LinksByRow;
  forecasts: Map<string, Forecast>;
  details: Map<string, Task>;
  /** The cell that is open, and what is typed into. */
  editor: (Editing & { node: ReactNode }) | undefined;
  onToggle: (key: string) => void;
  onActive: (key: string) => void;
  /** Undefined where nothing can be changed. */
  onEdit: ((task: Forecast, field: Field) => void) | undefined;
  onDrop: ((task: Forecast, dates: Dates) => void) | undefined;
  onPoint: (task: Forecast, x: number, y: number) => void;
  onLeave: () => void;
  onOpen: (task: Forecast) => void;
}

export function Rows(props: Props) {
  const { ref, frame, rows, active, plan, grouped, narrow, lanes, gridWidth, scale, view, today, calendar } = props;
  const { links, forecasts, details, editor, onToggle, onActive, onEdit, onDrop, onPoint, onLeave, onOpen } = props;
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();

  // With a key function of its own in every frame it would measure all rows anew in every frame.
  const keyOf = useCallback((at: number) => rows[at]?.key ?? at, [rows]);
  const shown = useCallback((range: Range) => withActive(defaultRangeExtractor(range), active), [active]);
  // Its functions are called here only; nothing memoised is handed one.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame,
    estimateSize: () => lanes.row,
    getItemKey: keyOf,
    rangeExtractor: shown,
    overscan: SPARE,
    scrollPaddingStart: HEAD_HEIGHT,
  });
  useEffect(() => virtual.measure(), [virtual, lanes.row]);
  useImperativeHandle(ref, () => ({ to: (row) => virtual.scrollToIndex(row) }), [virtual]);

  const items = virtual.getVirtualItems();
  const seen = virtual.range ?? { startIndex: 0, endIndex: -1 };
  const visible = { first: seen.startIndex - SPARE, last: seen.endIndex + SPARE };
  const height = virtual.getTotalSize();
  const layer = { 'aria-hidden': true, style: { left: gridWidth }, width: scale.width, height };
  return (
    <div className="gantt-body" role="rowgroup" style={{ width: gridWidth + scale.width, height }}>
      <svg className="gantt-layer" {...layer}>
        <Patterns />
        <Backdrop scale={scale} view={view} height={height} today={today} calendar={calendar} />
      </svg>
      {items.map(({ index, key, start }) => {
        const row = rows[index];
        if (!row) return null;
        const looks = { top: start, height: lanes.row, at: index + 2, active: index === active, narrow };
        return row.kind === 'group' ? (
          <GroupCells key={key} group={row} {...looks} onToggle={onToggle} />
        ) : (
          <TaskCells
            key={key}
            task={row.task}
            plan={plan}
            grouped={grouped}
            owner={person(row.task.owner)?.name ?? row.task.owner}
            t={t}
            format={format}
            {...looks}
            onActive={onActive}
            onEdit={onEdit}
            editor={editor?.key === row.key ? editor : undefined}
          />
        );
      })}
      <svg {...layer} className="gantt-layer gantt-front">
        <Links
          links={links}
          visible={visible}
          active={rows[active]?.key}
          scale={scale}
          lanes={lanes}
          forecasts={forecasts}
        />
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          return row.kind === 'group' ? (
            <GroupBar key={key} group={row} scale={scale} top={start} lanes={lanes} />
          ) : (
            <TaskBar
              key={key}
              task={row.task}
              baseline={details.get(row.key)?.baseline}
              scale={scale}
              top={start}
              lanes={lanes}
              today={today}
              calendar={calendar}
              t={t}
              onDrop={onDrop}
              onPoint={onPoint}
              onLeave={onLeave}
              onOpen={onOpen}
            />
          );
        })}
      </svg>
    </div>
  );
}
