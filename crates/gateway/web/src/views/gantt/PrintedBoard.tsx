/** The chart on paper: every row, in pages that each begin with the header, the whole time scale across the page. */
import { useMemo } from 'react';

import { useDirectory } from '@/api/directory';
import type { Task } from '@/api/gantt';
import type { Forecast, PlanState } from '@/api/plan';
import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import { Backdrop } from './Backdrop';
import { extent } from './bars';
import { isoOf } from './days';
import { Head } from './Head';
import { GRID_WIDTH, HEAD_HEIGHT, lanesOf } from './lanes';
import type { LinksByRow } from './links';
import { Links } from './Links';
import { Patterns } from './Patterns';
import { GroupBar, TaskBar } from './RowBars';
import { GroupCells, TaskCells } from './RowCells';
import type { Row } from './rows';
import { fitScale } from './scale';
import type { Window } from './window';
import type { Workdays } from './workdays';

/** A landscape A4 within its margins, in pixels of the chart, which is printed at 70 % (`gantt.css`). */
const PAGE = { width: 1480, height: 1000 };
/** Above the first page's rows stands the plan's name. */
const TITLE = 60;

/** How the rows are spread over pages. */
export function pagesOf(count: number, rowHeight: number): { first: number; last: number }[] {
  const fit = (height: number) => Math.max(Math.floor((height - HEAD_HEIGHT) / rowHeight), 1);
  const pages: { first: number; last: number }[] = [];
  for (let first = 0; first < count;) {
    const rows = fit(pages.length ? PAGE.height : PAGE.height - TITLE);
    pages.push({ first, last: Math.min(first + rows, count) - 1 });
    first += rows;
  }
  return pages;
}

interface Props {
  state: PlanState;
  rows: Row[];
  links: LinksByRow;
  details: Map<string, Task>;
  forecasts: Map<string, Forecast>;
  today: number;
  calendar: Workdays;
  grouped: boolean;
}

const nothing = () => undefined;

export function PrintedBoard({ state, rows, links, details, forecasts, today, calendar, grouped }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  const lanes = lanesOf(false);
  const scale = useMemo(() => {
    const { first, last } = extent(state.tasks, [today]);
    return fitScale(first, last, PAGE.width - GRID_WIDTH);
  }, [state.tasks, today]);
  const view: Window = { from: 0, to: scale.width, room: scale.width, height: 0 };
  const looks = { height: lanes.row, active: false, narrow: false };
  return (
    <div className="gantt-print">
      <p>
        <b>{state.title}</b> · {t('asOf', { day: format.longDay(isoOf(today)) })}
      </p>
      {pagesOf(rows.length, lanes.row).map(({ first, last }) => {
        const height = (last - first + 1) * lanes.row;
        const shown = rows.slice(first, last + 1);
        return (
          <section key={first} className="gantt-page">
            <Head scale={scale} view={view} gridWidth={GRID_WIDTH} today={today} calendar={calendar} />
            <div className="gantt-body" style={{ width: PAGE.width, height }}>
              <svg className="gantt-layer" style={{ left: GRID_WIDTH }} width={scale.width} height={height}>
                <Patterns />
                <Backdrop scale={scale} view={view} height={height} today={today} calendar={calendar} />
              </svg>
              {shown.map((row, at) => {
                const place = { top: at * lanes.row, at: first + at + 2, ...looks };
                return row.kind === 'group' ? (
                  <GroupCells key={row.key} group={row} {...place} onToggle={nothing} />
                ) : (
                  <TaskCells
                    key={row.key}
                    task={row.task}
                    plan={state.plan_id}
                    grouped={grouped}
                    owner={person(row.task.owner)?.name ?? row.task.owner}
                    t={t}
                    format={format}
                    {...place}
                    onActive={nothing}
                    onEdit={undefined}
                  />
                );
              })}
              <svg
                className="gantt-layer gantt-front"
                style={{ left: GRID_WIDTH }}
                width={scale.width}
                height={height}
                viewBox={`0 ${first * lanes.row} ${scale.width} ${height}`}
              >
                <Links links={links} visible={{ first, last }} active={undefined} {...{ scale, lanes, forecasts }} />
                {shown.map((row, at) =>
                  row.kind === 'group' ? (
                    <GroupBar key={row.key} group={row} scale={scale} top={(first + at) * lanes.row} lanes={lanes} />
                  ) : (
                    <TaskBar
                      key={row.key}
                      task={row.task}
                      baseline={details.get(row.key)?.baseline}
                      scale={scale}
                      top={(first + at) * lanes.row}
                      lanes={lanes}
                      today={today}
                      calendar={calendar}
                      t={t}
                      onDrop={undefined}
                      onPoint={nothing}
                      onLeave={nothing}
                      onOpen={nothing}
                    />
                  ),
                )}
              </svg>
            </div>
          </section>
        );
      })}
    </div>
  );
}
