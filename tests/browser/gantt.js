/**
 * The time chart with 10,000 tasks and 9,000 dependencies in a real browser: how long until the first bar is there, and how long the
 * frames take while it is scrolled. The plan is made up here and answered in place of the server's; everything else is a build of
 * the interface (`make web`), served from its folder. TASKS=… takes another number.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

import { chromium } from 'playwright-core';

const DIST = new URL('../../crates/gateway/web/dist/', import.meta.url).pathname;
const TASKS = Number(process.env.TASKS ?? 10_000);
const PAGE = 500;
const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 5);
const PLAN = '00000000-0000-7000-8000-000000000001';
const KINDS = ['finish_to_start', 'start_to_start', 'finish_to_finish', 'start_to_finish'];
const LIGHTS = ['green', 'green', 'yellow', 'red'];

const day = (number) => new Date(BEGIN + number * DAY).toISOString().slice(0, 10);
const text = {
  zh: '预计延期 3 个工作日',
  en: 'forecast to be late by 3 working days',
};

function madeUp() {
  const results = Array.from({ length: Math.ceil(TASKS / 50) }, (_, at) => ({
    key_result_id: `kr-${at}`,
    goal_id: `g-${at >> 2}`,
    code: `KR${at + 1}`,
    description: `关键结果 ${at + 1}`,
    light: LIGHTS[at % 4],
  }));
  const goals = Array.from({ length: Math.ceil(results.length / 4) }, (_, at) => ({
    goal_id: `g-${at}`,
    code: `G${at + 1}`,
    description: `目标 ${at + 1}`,
    light: LIGHTS[at % 4],
  }));
  const tasks = Array.from({ length: TASKS }, (_, at) => {
    const start = ((at % 50) * 6 + (at >> 6)) % 330;
    const late = at % 4 === 3 ? 3 : 0;
    return {
      task_id: `t-${at}`,
      key_result_id: `kr-${Math.floor(at / 50)}`,
      code: `T${at + 1}`,
      name: `任务 ${at + 1}：准备、执行与复盘`,
      owner: `P${at % 97}`,
      department: `D${at % 11}`,
      planned_start: day(start),
      planned_end: day(start + 9),
      baseline_end: day(start + 9),
      actual_start: start < 150 ? day(start) : null,
      actual_finish: start < 140 ? day(start + 9 + late) : null,
      forecast_start: day(start),
      forecast_finish: day(start + 9 + late),
      percent: start < 140 ? 100 : start < 150 ? 40 : 0,
      planned_percent: 50,
      delay_days: 0,
      forecast_delay_days: late,
      status: start < 140 ? 'done' : start < 150 ? 'in_progress' : 'not_started',
      light: LIGHTS[at % 4],
      light_reason: text,
      critical: at % 25 < 2,
      near_critical: false,
      total_float_days: at % 30,
      free_float_days: 0,
      findings: [],
      task_version: 1,
      milestones:
        at % 10
          ? []
          : [
              {
                name: '评审',
                due: day(start + 5),
                forecast: day(start + 5 + late),
                reached_on: null,
              },
            ],
    };
  });
  const planned = tasks.map((task, at) => ({
    ...task,
    id: task.task_id,
    duration_days: 8,
    version: 1,
    baseline: { start: task.planned_start, end: task.baseline_end },
    // Nine of ten wait for the one before.
    predecessors:
      at % 10
        ? [
            {
              task_id: `t-${at - 1}`,
              code: `T${at}`,
              kind: KINDS[at % 4],
              lag_days: at % 3,
            },
          ]
        : [],
  }));
  const plan = {
    id: PLAN,
    plan_id: PLAN,
    code: 'BIG',
    title: '一万项任务',
    status: 'active',
    version: 1,
  };
  return {
    plan,
    planned,
    state: {
      ...plan,
      as_of: day(150),
      active: true,
      light: 'red',
      goals,
      key_results: results,
      tasks,
      open_alerts: [],
    },
  };
}

const { plan, planned, state } = madeUp();
/** Pages of a department by their token, of all tasks where none is named. */
const pages = new Map();
for (const department of ['', ...new Set(planned.map((task) => task.department))]) {
  const own = planned.filter((task) => !department || task.department === department);
  for (let at = 0; at < own.length; at += PAGE) {
    const rest = at + PAGE < own.length ? { next_page_token: String(at + PAGE) } : {};
    pages.set(`${department} ${at || ''}`, JSON.stringify({ items: own.slice(at, at + PAGE), ...rest }));
  }
}
const ANSWERS = {
  '/api/v1/clock': JSON.stringify({
    now: `${day(150)}T01:00:00Z`,
    today: day(150),
    simulated: true,
  }),
  '/api/v1/plans': JSON.stringify({ items: [plan] }),
  [`/api/v1/plans/${PLAN}/status`]: JSON.stringify(state),
};
const NONE = JSON.stringify({ items: [] });

function answer(url) {
  if (url.pathname === `/api/v1/plans/${PLAN}/tasks`)
    return pages.get(`${url.searchParams.get('department') ?? ''} ${url.searchParams.get('page_token') ?? ''}`);
  return ANSWERS[url.pathname] ?? NONE;
}

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname.startsWith('/api/')) {
    // The stream of events stays open and tells nothing.
    if (url.pathname === '/api/v1/events')
      return void response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(answer(url));
  }
  const file = extname(url.pathname) ? url.pathname : 'index.html';
  const body = await readFile(join(DIST, file)).catch(() => undefined);
  response
    .writeHead(body ? 200 : 404, {
      'content-type': TYPES[extname(file)] ?? 'text/plain',
    })
    .end(body);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CASCADE_CHROMIUM ?? 'chromium',
  args: ['--no-sandbox'],
});

const share = (values, part) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];
const ms = (value) => `${value.toFixed(1)} ms`;
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${base64({ alg: 'none' })}.${base64({ sub: 'onlooker', exp: Math.floor(Date.now() / 1000) + 3600, roles: [] })}.x`;

try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
  });
  page.on('pageerror', (error) => console.error(error.message));
  const loads = [];
  for (let run = 0; run < 5; run += 1) {
    await page.addInitScript(() => {
      new MutationObserver((_, seen) => {
        if (!document.querySelector('.gantt-planned')) return;
        seen.disconnect();
        requestAnimationFrame(() => setTimeout(() => (globalThis.firstBar = performance.now())));
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto('about:blank');
    await page.goto(`${base}/plans/${PLAN}/gantt#token=${token}`);
    await page.waitForFunction(() => globalThis.firstBar, null, {
      timeout: 30_000,
    });
    loads.push(await page.evaluate(() => globalThis.firstBar));
  }
  console.log(
    `navigation to first bar, ${TASKS} tasks: median of 5 ${ms(share(loads, 0.5))}, worst ${ms(Math.max(...loads))}`,
  );
  await page.waitForSelector('.gantt-link-line', {
    state: 'attached',
    timeout: 30_000,
  });
  for (const [name, x, y] of [
    ['down, 3 rows a frame', 0, 114],
    ['across, 40 px a frame', 40, 0],
  ]) {
    const frames = await page.evaluate(
      ({ x, y }) =>
        new Promise((resolve) => {
          const chart = document.querySelector('.gantt');
          const taken = [];
          let before = performance.now();
          const step = (now) => {
            taken.push(now - before);
            before = now;
            chart.scrollBy(x, y);
            if (taken.length < 300) requestAnimationFrame(step);
            else resolve(taken.slice(5));
          };
          requestAnimationFrame(step);
        }),
      { x, y },
    );
    console.log(
      `${name}: p50 ${ms(share(frames, 0.5))}, p95 ${ms(share(frames, 0.95))}, p99 ${ms(share(frames, 0.99))}`,
    );
  }
  const drawn = await page.evaluate(() => document.querySelectorAll('.gantt *').length);
  console.log(`${drawn} elements in the chart`);
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}
