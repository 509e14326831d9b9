import { expect, test } from 'vitest';

import type { Api } from '@/api/client';
import type { Forecast } from '@/api/plan';

import { readAddress, writeAddress } from './address';
import { barsOf, extent } from './bars';
import { dragged, gripAt } from './drag';
import { dayNumber, endOf, isoOf, startOf, weekday } from './days';
import { byRow, labelOf, linksOf, place, route, touching } from './links';
import { rowsOf, withActive } from './rows';
import { fitScale, dayAt, makeScale, ticks, xOf, ZOOMS } from './scale';
import { tickText } from './tickText';
import { beside, editOf, personFrom, wrongWith } from './edit';
import { pagesOf } from './PrintedBoard';
import { layersOf, shades, workdays } from './workdays';

function task(over: Partial<Forecast>): Forecast {
  return {
    task_id: 'a',
    code: 'T1',
    name: 'One',
    key_result_id: 'kr1',
    owner: 'P1',
    department: 'D1',
    planned_start: '2026-07-01',
    planned_end: '2026-07-10',
    forecast_start: '2026-07-01',
    forecast_finish: '2026-07-10',
    percent: 0,
    status: 'not_started',
    light: 'green',
    critical: false,
    forecast_delay_days: 0,
    milestones: [],
    ...over,
  } as Forecast;
}

test('days are counted without a time zone', () => {
  expect(isoOf(dayNumber('2024-02-29') + 1)).toBe('2024-03-01');
  expect(weekday(dayNumber('2026-11-28'))).toBe(6);
  expect(isoOf(startOf('week', dayNumber('2026-11-29')))).toBe('2026-11-23');
  expect(isoOf(startOf('quarter', dayNumber('2026-11-29')))).toBe('2026-10-01');
  expect(isoOf(endOf('year', dayNumber('2026-01-01')))).toBe('2027-01-01');
});

test('a scale covers its days with room, and finds a day where it put it', () => {
  const [first, last] = [dayNumber('2026-07-01'), dayNumber('2026-09-30')];
  for (const zoom of ZOOMS) {
    const scale = makeScale(zoom, first, last, 2_000);
    expect(scale.first).toBeLessThan(first);
    expect(scale.end).toBeGreaterThan(last);
    expect(scale.width).toBeGreaterThanOrEqual(2_000);
    expect(dayAt(scale, xOf(scale, first))).toBe(first);
  }
});

test('ticks lie side by side and cover what is seen', () => {
  const scale = makeScale('month', dayNumber('2026-07-01'), dayNumber('2027-06-30'));
  const { above, below } = ticks(scale, 0, scale.width);
  for (const line of [above, below]) {
    expect(line[0]?.x).toBe(0);
    line.slice(1).forEach((tick, at) => expect(tick.x).toBe((line[at]?.x ?? 0) + (line[at]?.width ?? 0)));
    expect((line.at(-1)?.x ?? 0) + (line.at(-1)?.width ?? 0)).toBe(scale.width);
  }
  const july = below.find(({ day }) => isoOf(day) === '2026-07-01');
  expect(july && tickText('zh-CN')(july, scale)).toBe('7月');
});

test('holidays and make-up workdays are those that the server plans by', () => {
  const china = workdays();
  expect(china.works(dayNumber('2026-10-01'))).toBe(false);
  expect(china.name(dayNumber('2026-10-01'))).toBe('国庆节');
  expect(china.works(dayNumber('2026-10-10'))).toBe(true);
  const found = shades(china, dayNumber('2026-09-28'), dayNumber('2026-10-11'));
  expect(found.map(({ day, days, kind }) => `${isoOf(day)} ${days} ${kind}`)).toEqual([
    '2026-10-01 7 holiday',
    '2026-10-10 1 made-up',
    '2026-10-11 1 weekend',
  ]);
});

test('a department works by its own calendar over those above it', () => {
  const departments = [
    { code: 'ALL', parent: null },
    { code: 'D1', parent: 'ALL' },
  ] as Api<'Department'>[];
  const calendars = [
    { scope: 'department', code: 'D1', exceptions: [{ date: '2026-07-11', working: true, note: 'fair' }] },
    { scope: 'department', code: 'ALL', weekdays: [1, 2, 3, 4] },
    { scope: 'person', code: 'D1', weekdays: [7] },
  ] as Api<'WorkCalendar'>[];
  const layers = layersOf('D1', departments, calendars);
  expect(layers.map(({ code }) => code)).toEqual(['ALL', 'D1']);
  const days = workdays(layers);
  expect(days.works(dayNumber('2026-07-10'))).toBe(false);
  expect(days.works(dayNumber('2026-07-11'))).toBe(true);
});

test('a running task has worked until today, is forecast from then on, and late beyond its plan', () => {
  const scale = makeScale('day', dayNumber('2026-07-01'), dayNumber('2026-07-31'));
  const running = task({ actual_start: '2026-07-02', forecast_finish: '2026-07-14', percent: 50 });
  const bars = barsOf(running, scale, dayNumber('2026-07-08'), { start: '2026-06-30', end: '2026-07-09' });
  const days = (span?: { x: number; width: number }) =>
    span && [isoOf(dayAt(scale, span.x)), span.width / scale.dayWidth];
  expect(days(bars.planned)).toEqual(['2026-07-01', 10]);
  expect(bars.done).toBe(bars.planned.width / 2);
  expect(days(bars.actual)).toEqual(['2026-07-02', 7]);
  expect(days(bars.forecast)).toEqual(['2026-07-09', 6]);
  expect(days(bars.late)).toEqual(['2026-07-11', 4]);
  expect(days(bars.baseline)).toEqual(['2026-06-30', 10]);
});

test('a finished task has no forecast, a cancelled one is not late', () => {
  const scale = makeScale('day', dayNumber('2026-07-01'), dayNumber('2026-07-31'));
  const today = dayNumber('2026-07-20');
  const done = barsOf(task({ actual_start: '2026-07-01', actual_finish: '2026-07-09' }), scale, today);
  expect([done.forecast, done.late]).toEqual([undefined, undefined]);
  const cancelled = barsOf(task({ status: 'cancelled', forecast_finish: '2026-07-30' }), scale, today);
  expect([cancelled.forecast, cancelled.late]).toEqual([undefined, undefined]);
});

test('the scale is told of everything that is drawn', () => {
  const tasks = [
    task({ milestones: [{ name: 'm', due: '2026-08-01', forecast: '2026-08-03' }] }),
    task({ actual_start: '2026-06-20' }),
  ];
  const { first, last } = extent(tasks, [dayNumber('2026-07-05')]);
  expect([isoOf(first), isoOf(last)]).toEqual(['2026-06-20', '2026-08-03']);
});

test('each kind of dependency leaves and enters at its own end', () => {
  const [from, to] = [
    { x: 100, width: 50 },
    { x: 200, width: 50 },
  ];
  const ends = (kind: Api<'LinkKind'>) => {
    const { path, tip } = route(kind, from, 10, to, 50);
    return [Number(/^M(-?\d+)/.exec(path)?.[1]), tip.x, tip.right];
  };
  expect(ends('finish_to_start')).toEqual([150, 200, true]);
  expect(ends('start_to_start')).toEqual([100, 200, true]);
  expect(ends('finish_to_finish')).toEqual([150, 250, false]);
  expect(ends('start_to_finish')).toEqual([100, 250, false]);
  expect(labelOf({ kind: 'finish_to_start', lag: 0 })).toBe('');
  expect(labelOf({ kind: 'finish_to_finish', lag: -2 })).toBe('FF−2');
});

test('only dependencies with an end in sight are drawn', () => {
  const links = linksOf([
    { id: 'b', predecessors: [{ task_id: 'a', kind: 'finish_to_start' }] },
    { id: 'c', predecessors: [{ task_id: 'other plan', kind: 'finish_to_start' }] },
  ]);
  const placed = place(links, new Map([['a', 0], ['b', 90], ['c', 91]])); // prettier-ignore
  expect(placed).toHaveLength(1);
  const rows = byRow(placed);
  expect(touching(rows, 80, 95)).toHaveLength(1);
  expect(touching(rows, 0, 0)).toHaveLength(1);
  expect(touching(rows, 0, 95)).toHaveLength(1);
  expect(touching(rows, 20, 40)).toHaveLength(0);
});

test('the active row exists also where one has scrolled away from it', () => {
  expect(withActive([4, 5, 6], -1)).toEqual([4, 5, 6]);
  expect(withActive([4, 5, 6], 5)).toEqual([4, 5, 6]);
  expect(withActive([4, 5, 6], 1)).toEqual([1, 4, 5, 6]);
  expect(withActive([4, 5, 6], 90)).toEqual([4, 5, 6, 90]);
});

test('tasks are filtered, grouped and in order; a closed group keeps its sum', () => {
  const state = {
    goals: [],
    key_results: [{ key_result_id: 'kr1', goal_id: 'g', code: 'KR1', description: 'More', light: 'red' }],
    tasks: [
      task({ task_id: 'late', code: 'T10', forecast_delay_days: 3, light: 'red' }),
      task({ task_id: 'early', code: 'T9' }),
      task({ task_id: 'other', code: 'T2', key_result_id: 'gone', owner: 'P2' }),
    ],
  } as unknown as Parameters<typeof rowsOf>[0];
  const usual = readAddress(new URLSearchParams());
  const keys = (...asked: Parameters<typeof rowsOf>) => rowsOf(...asked).map(({ key }) => key);
  expect(keys(state, usual, new Set())).toEqual(['group ', 'other', 'group kr1', 'early', 'late']);
  const [, closed] = rowsOf(state, usual, new Set(['', 'kr1']));
  expect(closed).toMatchObject({ title: 'More', count: 2, late: 1, light: 'red', open: false });
  expect(keys(state, { ...usual, group: 'none', owner: 'P2' }, new Set())).toEqual(['other']);
  expect(keys(state, { ...usual, group: 'none', lights: ['red'] }, new Set())).toEqual(['late']);
  expect(keys(state, { ...usual, group: 'none', text: 't1' }, new Set())).toEqual(['late']);
});

test('an address says what is shown, and stays short', () => {
  const plain = new URLSearchParams();
  const written = writeAddress(plain, { zoom: 'day', lights: ['red', 'yellow'], critical: true });
  expect(written.toString()).toBe('zoom=day&light=red%2Cyellow&critical=true');
  expect(readAddress(written)).toMatchObject({
    zoom: 'day',
    lights: ['red', 'yellow'],
    critical: true,
    group: 'key-result',
  });
  expect(writeAddress(written, { zoom: 'week', lights: [], critical: false }).toString()).toBe('');
  expect(readAddress(new URLSearchParams('zoom=hour&group=moon')).zoom).toBe('week');
});

test('a moved bar keeps its working days, over holidays too; an end that is pulled never passes the other', () => {
  const china = workdays();
  const dates = { start: dayNumber('2026-09-28'), end: dayNumber('2026-09-30') };
  const told = ({ start, end }: { start: number; end: number }) => [isoOf(start), isoOf(end)];
  expect(told(dragged('move', dates, 1, china))).toEqual(['2026-09-29', '2026-10-08']);
  expect(told(dragged('move', dates, 4, china))).toEqual(['2026-10-08', '2026-10-10']);
  expect(told(dragged('end', dates, 2, china))).toEqual(['2026-09-28', '2026-10-08']);
  expect(told(dragged('end', dates, -30, china))).toEqual(['2026-09-28', '2026-09-28']);
  expect(told(dragged('start', dates, 30, china))).toEqual(['2026-09-30', '2026-09-30']);
  expect(dragged('move', dates, 0, china)).toEqual(dates);
  expect([gripAt(2, 100), gripAt(50, 100), gripAt(97, 100)]).toEqual(['start', 'move', 'end']);
});

test('paper holds every row once, the first page fewer', () => {
  const pages = pagesOf(100, 38);
  expect(pages[0]).toEqual({ first: 0, last: 22 });
  expect(pages.slice(1).every(({ first }, at) => first === (pages[at]?.last ?? 0) + 1)).toBe(true);
  expect(pages.at(-1)?.last).toBe(99);
  expect(pagesOf(0, 38)).toEqual([]);
});

test('on paper everything is within the width', () => {
  for (const days of [10, 90, 1_000]) {
    const scale = fitScale(100, 100 + days, 900);
    expect(xOf(scale, scale.end)).toBeCloseTo(900);
    expect(scale.first).toBeLessThan(100);
    expect(scale.end).toBeGreaterThan(100 + days);
  }
});

test('what is typed into a cell is checked before it is sent', () => {
  const people = [
    { code: 'P01', name: '李娜' },
    { code: 'P02', name: '王慧' },
    { code: 'P03', name: '王慧' },
  ] as Api<'Person'>[];
  const row = { start: '2026-07-01', end: '2026-07-10', people, asksWhenBegun: (percent: number) => percent > 50 };
  expect(wrongWith('name', '  ', row)).toBe('gantt:needsName');
  expect(wrongWith('owner', 'p01', row)).toBeUndefined();
  expect(personFrom('李娜', people)).toBe('P01');
  expect(wrongWith('owner', '王慧', row)).toBe('gantt:noPerson');
  expect(wrongWith('start', '2026-07-11', row)).toBe('gantt:endsBefore');
  expect(wrongWith('end', '2026-07-01', row)).toBeUndefined();
  expect(wrongWith('percent', '100', row)).toBe('gantt:needsPercent');
  expect(wrongWith('percent', '45', row)).toBeUndefined();
  // A cell has no room for the day on which it began.
  expect(wrongWith('percent', '55', row)).toBe('gantt:needsBegun');
  expect(editOf('owner', 'P01')).toEqual({ owner: 'P01' });
  expect(beside('name', 1)).toBe('owner');
  expect(beside('percent', 1)).toBeUndefined();
});
