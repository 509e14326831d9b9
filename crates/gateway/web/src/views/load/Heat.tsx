/** People and days as a grid: rows exist only where one looks, header and names stick to the edges of the frame. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Grid } from 'antd';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';

import { useFormat } from '@/parts/format';
import { Avatar } from '@/parts/Person';
import { dayNumber } from '@/views/gantt/days';
import { countWorkdays, type Workdays } from '@/views/gantt/workdays';
import { useWords } from '@/words';

import { type HeatRow, isOver, type Level, levelOf } from './rows';
import { useSpan } from './useSpan';

const ROW = 44;
const HEAD = 46;

interface Props {
  rows: HeatRow[];
  by: 'week' | 'day';
  calendar: Workdays;
  today: string;
  /** Whether somebody is away in a cell. */
  away: (row: HeatRow, from: string, to: string) => boolean;
  /** Key of the open cell. */
  open: string;
  onOpen: (row: HeatRow, from: string) => void;
  onClose: () => void;
}

export function cellKey(row: HeatRow, from: string): string {
  return `${row.kind === 'team' ? 'team ' : ''}${row.code}:${from}`;
}

export function Heat({ rows, by, calendar, today, away, open, onOpen, onClose }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const span = useSpan();
  const narrow = !(Grid.useBreakpoint().md ?? true);
  const frame = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => rows[0]?.buckets ?? [], [rows]);
  // Its functions are called here only; nothing memoised is handed one.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 8,
    scrollPaddingStart: HEAD,
  });
  const items = virtual.getVirtualItems();
  const nameWidth = narrow ? 116 : 220;
  const cellWidth = by === 'week' ? 68 : 46;
  const template = `${nameWidth}px repeat(${columns.length}, minmax(${cellWidth}px, 1fr))`;
  const width = nameWidth + columns.length * cellWidth;

  const [active, setActive] = useState({ row: 0, column: 0 });
  const row = Math.min(active.row, rows.length - 1);
  const column = Math.min(active.column, columns.length - 1);
  const go = (nextRow: number, nextColumn: number) => {
    const to = {
      row: Math.min(Math.max(nextRow, 0), rows.length - 1),
      column: Math.min(Math.max(nextColumn, 0), columns.length - 1),
    };
    setActive(to);
    virtual.scrollToIndex(to.row);
    const box = frame.current;
    const cell = box?.querySelector<HTMLElement>(`[data-column="${to.column}"]`);
    if (!box || !cell) return;
    const left = cell.offsetLeft;
    if (left < box.scrollLeft + nameWidth) box.scrollLeft = left - nameWidth;
    else if (left + cell.offsetWidth > box.scrollLeft + box.clientWidth)
      box.scrollLeft = left + cell.offsetWidth - box.clientWidth;
  };
  // Whoever closes the panel is back where they were.
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) frame.current?.focus({ preventScroll: true });
    wasOpen.current = open;
  }, [open]);
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(row + 1, column),
      ArrowUp: () => go(row - 1, column),
      ArrowLeft: () => go(row, column - 1),
      ArrowRight: () => go(row, column + 1),
      PageDown: () => go(row + 10, column),
      PageUp: () => go(row - 10, column),
      Home: () => go(event.shiftKey ? 0 : row, 0),
      End: () => go(event.shiftKey ? rows.length - 1 : row, columns.length - 1),
      Escape: onClose,
      Enter: () => choose(row, column),
      ' ': () => choose(row, column),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const choose = (at: number, where: number) => {
    const found = rows[at];
    const bucket = found?.buckets[where];
    if (!found || !bucket) return;
    setActive({ row: at, column: where });
    onOpen(found, bucket.from);
  };
  const shading = (from: string): string => {
    const day = dayNumber(from);
    if (by === 'week' || calendar.works(day)) return '';
    return calendar.name(day) ? 'heat-holiday' : 'heat-weekend';
  };
  const cellId = (at: number, where: number) => `heat-${at}-${where}`;
  const isRendered = items.some(({ index }) => index === row);
  return (
    <div
      ref={frame}
      className="heat"
      role="grid"
      aria-label={t('load:title')}
      aria-describedby="heat-keys"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={isRendered ? cellId(row, column) : undefined}
      tabIndex={0}
      onKeyDown={press}
    >
      <div
        className="heat-head"
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template, minWidth: width }}
      >
        <span className="heat-corner" role="columnheader">
          {t('load:person')}
        </span>
        {columns.map(({ from, to }, at) => {
          const worked = countWorkdays(calendar, dayNumber(from), dayNumber(to));
          const now = from <= today && today <= to;
          return (
            <span
              key={from}
              role="columnheader"
              data-column={at}
              className={['heat-day', now && 'heat-now', shading(from)].filter(Boolean).join(' ')}
              title={[span(from, to), by === 'day' && calendar.name(dayNumber(from))].filter(Boolean).join(' · ')}
            >
              <b>{by === 'week' ? format.day(from) : Number(from.slice(8))}</b>
              <small>
                {by === 'week' ? worked !== 5 && t('load:workdays', { count: worked }) : format.weekday(from)}
              </small>
            </span>
          );
        })}
      </div>
      <div className="heat-body" role="rowgroup" style={{ height: virtual.getTotalSize(), minWidth: width }}>
        {items.map(({ index, key, start }) => {
          const one = rows[index];
          if (!one) return null;
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              className={one.kind === 'team' ? 'heat-row heat-team' : 'heat-row'}
              style={{ gridTemplateColumns: template, height: ROW, transform: `translateY(${start}px)` }}
            >
              <span role="rowheader" className="heat-name" style={{ paddingInlineStart: 12 + one.depth * 10 }}>
                {one.kind === 'person' && !narrow && <Avatar code={one.code} name={one.name} />}
                <span className="heat-name-text">
                  <b>{one.name}</b>
                  <small>
                    {one.kind === 'team' && `${t('load:team', { count: one.people })} `}
                    {isOver(one.overload) ? (
                      <span className="late">
                        {one.kind === 'team'
                          ? t('load:teamOver', { count: one.over })
                          : `+${t('load:hours', { hours: format.hours(one.overload) })}`}
                      </span>
                    ) : (
                      one.kind === 'person' && format.share(one.capacity > 0 ? one.load / one.capacity : 0)
                    )}
                  </small>
                </span>
              </span>
              {one.buckets.map((bucket, at) => {
                const level = levelOf(bucket);
                const absent = away(one, bucket.from, bucket.to);
                const shown = textOf(bucket, level, format);
                if (absent && level !== 'over') shown.push(t('load:cellAway'));
                const said = [
                  t('load:cell', {
                    who: one.name,
                    when: span(bucket.from, bucket.to),
                    load: format.hours(bucket.load_hours),
                    capacity: format.hours(bucket.capacity_hours),
                  }),
                  level === 'over' && t('load:cellOver', { hours: format.hours(bucket.overload_hours) }),
                  absent && t('load:cellAway'),
                ]
                  .filter(Boolean)
                  .join(' · ');
                return (
                  <span
                    key={bucket.from}
                    id={cellId(index, at)}
                    role="gridcell"
                    aria-label={[...shown, said].join(' ')}
                    aria-selected={open === cellKey(one, bucket.from)}
                    title={said}
                    className={[
                      'heat-cell',
                      `heat-${level}`,
                      level === 'off' && shading(bucket.from),
                      absent && 'heat-away',
                      index === row && at === column && 'heat-active',
                    ]
                      .filter(Boolean)
                      .join(' ')}
                    onClick={() => choose(index, at)}
                  >
                    {shown[0] && <b>{shown[0]}</b>} {shown[1] && <small>{shown[1]}</small>}
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** What a cell says by itself: the hours that are too many, then the share. */
function textOf(bucket: HeatRow['buckets'][number], level: Level, format: ReturnType<typeof useFormat>): string[] {
  const { capacity_hours: capacity, load_hours: load, overload_hours: overload } = bucket;
  if (level === 'off' || level === 'free') return [];
  const share = capacity > 0 ? format.share(load / capacity) : '∞';
  return level === 'over' ? [`+${format.hours(overload)}`, share] : [share];
}
