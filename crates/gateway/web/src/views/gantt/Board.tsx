/** Grid and chart in one scrolled frame: header and grid stick to its edges, rows exist only where one looks (`Rows`). */
import { App, Button, Grid } from 'antd';
import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';

import { useToday } from '@/api/clock';
import { asProblem } from '@/api/client';
import type { Task } from '@/api/gantt';
import { isProtected, usePlanning } from '@/api/planning';
import { type Forecast, type PlanState, usePlanName } from '@/api/plan';
import { asksWhenBegun } from '@/api/progress';
import { Empty } from '@/parts/states';
import { usePrinting } from '@/parts/usePrinting';
import { useWords } from '@/words';

import type { Address } from './address';
import { extent } from './bars';
import { BarCard, type Pointed } from './BarCard';
import { CellEditor } from './CellEditor';
import { ChangePanel } from './ChangePanel';
import { dayNumber, isoOf } from './days';
import type { Dates } from './drag';
import { type Editing, editOf, type Field } from './edit';
import { Head } from './Head';
import { GRID_WIDTH, HEAD_HEIGHT, lanesOf } from './lanes';
import { byRow, linksOf, place } from './links';
import { PrintedBoard } from './PrintedBoard';
import { Rows, type Scrolled } from './Rows';
import { type Row, rowsOf } from './rows';
import { closer, dayAt, farther, makeScale, xOf } from './scale';
import { Undo } from './Undo';
import { useWindow } from './window';
import { useCalendar } from './useCalendar';

interface Props {
  state: PlanState;
  /** Undefined until dependencies and baselines are there. */
  tasks: Task[] | undefined;
  address: Address;
  onChange: (change: Partial<Address>) => void;
}

export function Board({ state, tasks, address, onChange }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const narrow = !(Grid.useBreakpoint().md ?? true);
  const lanes = lanesOf(narrow);
  const gridWidth = narrow ? 0 : GRID_WIDTH;
  const today = dayNumber(useToday() ?? state.as_of);
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const scrolled = useRef<Scrolled>(null);
  const view = useWindow(frame, gridWidth);

  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => rowsOf(state, address, closed), [state, address, closed]);
  const details = useMemo(() => new Map(tasks?.map((task) => [task.id, task])), [tasks]);
  const scale = useMemo(() => {
    const { first, last } = extent(state.tasks, [today]);
    return makeScale(address.zoom, first, last, view.room);
  }, [state.tasks, today, address.zoom, view.room]);
  const calendar = useCalendar(address.department);
  const rowOf = useMemo(() => new Map(rows.map(({ key }, at) => [key, at])), [rows]);
  const links = useMemo(() => byRow(place(linksOf(tasks ?? []), rowOf)), [tasks, rowOf]);
  const forecasts = useMemo(() => new Map(state.tasks.map((task) => [task.task_id, task])), [state.tasks]);

  // The day in the middle stays there when the scale changes; at first it is today, at a third.
  const middle = useRef<number | undefined>(undefined);
  const show = useCallback(
    (day: number, share: number) => {
      frame?.scrollTo({ left: xOf(scale, day) - (frame.clientWidth - gridWidth) * share });
    },
    [frame, scale, gridWidth],
  );
  useLayoutEffect(() => {
    if (middle.current === undefined) show(today, 0.34);
    else show(middle.current, 0.5);
    // Today is known when the first bars are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [show]);
  const keepMiddle = () => {
    if (frame) middle.current = dayAt(scale, frame.scrollLeft + (frame.clientWidth - gridWidth) / 2);
  };

  const [activeKey, setActiveKey] = useState<string>();
  const active = activeKey === undefined ? -1 : (rowOf.get(activeKey) ?? -1);
  const [pointed, setPointed] = useState<Pointed>();
  const go = (to: number) => {
    const at = Math.min(Math.max(to, 0), rows.length - 1);
    setActiveKey(rows[at]?.key);
    setPointed(undefined);
    scrolled.current?.to(at);
  };
  const toggle = useCallback((key: string) => {
    const name = key.slice('group '.length);
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(name)) next.add(name);
      return next;
    });
  }, []);
  const open = useCallback(
    (task: Forecast) => void navigate(`/plans/${state.plan_id}/tasks/${task.task_id}`),
    [navigate, state.plan_id],
  );
  const point = useCallback((task: Forecast, x: number, y: number) => setPointed({ task, x, y }), []);
  const leave = useCallback(() => setPointed(undefined), []);

  const planning = usePlanning(usePlanName());
  const { message } = App.useApp();
  const [editing, setEditing] = useState<Editing>();
  const [proposed, setProposed] = useState<{ task: Task; start: string; end: string }>();
  const drop = useCallback(
    ({ task_id: id }: Forecast, { start, end }: Dates) => {
      const task = details.get(id);
      setPointed(undefined);
      if (task) setProposed({ task, start: isoOf(start), end: isoOf(end) });
    },
    [details],
  );

  const edit = useCallback(
    (forecast: Forecast, field: Field) => {
      const task = details.get(forecast.task_id);
      if (!task) return;
      setActiveKey(forecast.task_id);
      setPointed(undefined);
      // What a baseline protects is applied for, with a reason.
      if ((field === 'start' || field === 'end') && isProtected(task)) {
        setProposed({ task, start: task.planned_start, end: task.planned_end });
      } else setEditing({ key: forecast.task_id, field });
    },
    [details],
  );
  const write = (forecast: Forecast, field: Field, text: string) => {
    const task = details.get(forecast.task_id);
    if (!task) return;
    const done =
      field === 'percent'
        ? planning.progress(forecast, Number(text), isoOf(today))
        : planning.edit(task, editOf(field, text));
    done.catch((error: unknown) => {
      const { detail, violations, status } = asProblem(error);
      const why = violations?.map(({ description, advice }) => `${description} ${advice}`).join(' ') ?? detail;
      void message.error(t('gantt:notEdited', { why: status ? why : t('parts:unreachable') }), 6);
    });
  };
  const editorOf = ({ key, field }: Editing) => {
    const task = forecasts.get(key);
    if (!task) return undefined;
    const values = {
      name: task.name,
      owner: task.owner,
      start: task.planned_start,
      end: task.planned_end,
      percent: String(Math.round(task.percent)),
    };
    const labels = {
      name: t('parts:name'),
      owner: t('parts:owner'),
      start: t('gantt:start'),
      end: t('gantt:end'),
      percent: t('parts:progress'),
    };
    const node = (
      <CellEditor
        key={field}
        field={field}
        label={`${task.code} ${labels[field]}`}
        value={values[field]}
        start={values.start}
        end={values.end}
        asksWhenBegun={(percent) => asksWhenBegun(task, percent, isoOf(today))}
        onWrite={(text) => write(task, field, text)}
        onClose={(next) => {
          setEditing(undefined);
          if (next) edit(task, next);
          else frame?.focus({ preventScroll: true });
        }}
      />
    );
    return { key, field, node };
  };

  const printing = usePrinting();
  const page = Math.max(Math.floor(view.height / lanes.row) - 2, 1);
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const row = rows[active];
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(active + page),
      PageUp: () => go(active - page),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowLeft: () => (row?.kind === 'group' && row.open ? toggle(row.key) : frame?.scrollBy({ left: -120 })),
      ArrowRight: () => (row?.kind === 'group' && !row.open ? toggle(row.key) : frame?.scrollBy({ left: 120 })),
      '+': () => onChange({ zoom: closer(address.zoom) }),
      '=': () => onChange({ zoom: closer(address.zoom) }),
      '-': () => onChange({ zoom: farther(address.zoom) }),
      t: () => show(today, 0.34),
      Enter: () => (row?.kind === 'task' ? open(row.task) : row && toggle(row.key)),
      ' ': () => {
        const box = frame?.getBoundingClientRect();
        if (row?.kind !== 'task' || !box) return;
        const bottom = box.top + HEAD_HEIGHT + (active + 1) * lanes.row - (frame?.scrollTop ?? 0);
        setPointed(pointed ? undefined : { task: row.task, x: box.left + gridWidth + 24, y: bottom });
      },
      F2: () => {
        if (row?.kind === 'task' && !narrow) edit(row.task, 'name');
      },
      e: () => {
        const task = row?.kind === 'task' ? details.get(row.key) : undefined;
        if (task) setProposed({ task, start: task.planned_start, end: task.planned_end });
      },
      Escape: leave,
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const changes = tasks !== undefined && !narrow;
  return (
    <>
      {rows.length === 0 && <Empty title={t('gantt:noMatch')} hint={t('gantt:noMatchHint')} />}
      <div
        ref={setFrame}
        className={narrow ? 'gantt gantt-narrow' : 'gantt'}
        hidden={rows.length === 0}
        role="treegrid"
        aria-label={t('gantt:title')}
        aria-describedby="gantt-keys"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={active < 0 ? undefined : `row-${activeKey ?? ''}`}
        tabIndex={0}
        onKeyDown={press}
        onScroll={() => {
          keepMiddle();
          if (pointed) leave();
        }}
      >
        <Head scale={scale} view={view} gridWidth={gridWidth} today={today} calendar={calendar} />
        <Rows
          ref={scrolled}
          {...{
            frame,
            rows,
            active,
            narrow,
            lanes,
            gridWidth,
            scale,
            view,
            today,
            calendar,
            links,
            forecasts,
            details,
          }}
          plan={state.plan_id}
          grouped={address.group !== 'none'}
          editor={editing && editorOf(editing)}
          onToggle={toggle}
          onActive={setActiveKey}
          onEdit={changes ? edit : undefined}
          onDrop={changes ? drop : undefined}
          onPoint={point}
          onLeave={leave}
          onOpen={open}
        />
      </div>
      {printing && (
        <PrintedBoard
          {...{ state, rows, links, details, forecasts, today, calendar }}
          grouped={address.group !== 'none'}
        />
      )}
      <div className="gantt-foot">
        <span className="soft numbers">{t('gantt:shown', { count: state.tasks.length, tasks: countTasks(rows) })}</span>
        <span id="gantt-keys" className="gantt-keys soft">
          {t('gantt:keys')}
        </span>
        {planning.last && <Undo planning={planning} />}
        <Button size="small" onClick={() => show(today, 0.34)}>
          {t('gantt:toToday')}
        </Button>
      </div>
      {proposed && <ChangePanel {...proposed} onSave={planning.save} onClose={() => setProposed(undefined)} />}
      {pointed && !proposed && (
        <BarCard {...pointed} detail={details.get(pointed.task.task_id)} forecasts={forecasts} />
      )}
    </>
  );
}

function countTasks(rows: Row[]): number {
  return rows.reduce((sum, row) => sum + (row.kind === 'group' ? (row.open ? 0 : row.count) : 1), 0);
}
