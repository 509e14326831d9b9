/**
 * A company of 300 departments with a plan of 10,000 tasks (`company.js`), in every view that shows many of something. Fails on what
 * `visit.js` complains of, and on pages with more in them than anybody reads. DEPARTMENTS and TASKS take other numbers, ONLY=map one view;
 * CASCADE_URL looks at a server that has the company already.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { fill } from './company.js';
import { startEmpty } from './server.js';
import { visit } from './visit.js';

const folder = join(process.env.CASCADE_SCREENSHOTS ?? 'screenshots', 'large');
/** As many as this need their time on a machine with something else to do; how long it was is told, and judged by nobody here. */
const patience = 60_000;
const WAYS = [
  { size: 'desk', lang: 'zh-CN', theme: 'light' },
  { size: 'phone', lang: 'en', theme: 'dark' },
];
/** A page with more than this in it is slow, and nobody reads it. */
const MOST = { elements: 9_000, height: 20_000 };
const HEAD = {
  subject: 'HQ-P000',
  person: 'HQ-P000',
  roles: [
    { role: 'viewer', department: '*' },
    { role: 'manager', department: 'HQ' },
  ],
};

/** Opens a goal of the map and sees what supports it. */
async function opened(page) {
  const closed = page.locator('.map-toggle[aria-expanded=false]').first();
  // Only what is in the frame is drawn, and the frame moves: the count above the map tells.
  const before = await page.locator('.map-hint').innerText();
  await closed.click();
  await page.waitForFunction((told) => document.querySelector('.map-hint').innerText !== told, before);
}

/** Finds one row among many. */
function found(text, rows) {
  return async (page) => {
    await page.locator('.long-find input').first().fill(text);
    await page.waitForFunction(([selector]) => document.querySelectorAll(selector).length < 10, [rows]);
  };
}

/** A choice among hundreds is made by typing. */
async function chosen(page) {
  const field = page.getByRole('combobox', { name: /^(部门|Department)$/ }).first();
  if (!(await field.isVisible())) return;
  await field.fill('D123');
  await field.fill('123');
  await page.keyboard.press('Enter');
  await page.waitForURL(/department=D123/);
}

const plan = (at) => (id) => `/plans/${id}${at}`;
const VIEWS = [
  { name: 'plan', path: plan(''), act: found('G-D123-1', '.goals > li') },
  { name: 'map', path: plan('/map?as=picture'), act: opened },
  { name: 'map-department', path: plan('/map?as=picture'), act: chosen },
  { name: 'map-table', path: plan('/map?as=outline'), act: found('KR-D123-1-2', 'tbody tr') },
  { name: 'gantt', path: plan('/gantt') },
  { name: 'gantt-departments', path: plan('/gantt?group=department&zoom=month') },
  { name: 'alerts', path: plan('/alerts') },
  { name: 'forecast', path: plan('/forecast'), act: found('KR-D123-1-2', 'tbody tr') },
  { name: 'forecast-late', path: plan('/forecast?part=late'), act: found('KR-D123', '.forecast-late > li') },
  { name: 'forecast-value', path: plan('/forecast?part=value&tasks=true'), act: found('KR-D123-1-2', 'tbody tr') },
  { name: 'review', path: plan('/review') },
  { name: 'company', path: () => '/company' },
  { name: 'head-office', path: () => '/departments/HQ' },
  { name: 'department', path: () => '/departments/D001' },
  { name: 'load', path: () => '/load?department=HQ' },
  { name: 'load-days', path: () => '/load?department=HQ&by=day' },
  { name: 'load-teams', path: () => '/load?department=HQ&rows=teams' },
  { name: 'load-table', path: () => '/load?department=HQ&as=table' },
  { name: 'budgets', path: () => '/budgets' },
];

mkdirSync(folder, { recursive: true });
const server = process.env.CASCADE_URL
  ? { base: process.env.CASCADE_URL.replace(/\/$/, ''), stop() {} }
  : await startEmpty();
const browser = await chromium.launch({
  executablePath: process.env.CASCADE_CHROMIUM ?? 'chromium',
  args: ['--no-sandbox'],
});
let failures = 0;
let pages = 0;
try {
  const begun = Date.now();
  const id = await fill(server.base);
  console.log(`imported, activated, and five weeks later: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  const tokens = {};
  const only = process.env.ONLY?.split(',');
  for (const { name, path, act } of VIEWS) {
    if (only && !only.includes(name)) continue;
    for (const way of WAYS) {
      const broken = [];
      let figures = '';
      const from = Date.now();
      const look = async (page) => {
        const ready = Date.now() - from;
        await act?.(page);
        const { elements, height } = await page.evaluate(() => ({
          elements: document.querySelectorAll('*').length,
          height: document.documentElement.scrollHeight,
        }));
        if (elements > MOST.elements || height > MOST.height) broken.push('more than anybody reads');
        figures = `${ready} ms, ${elements} elements, ${height} px high`;
      };
      const picture = { path: join(folder, `${name}.${Object.values(way).join('.')}.png`), fullPage: false };
      const one = { path: path(id), as: HEAD, act: look };
      broken.push(...(await visit(browser, server.base, tokens, one, { ...way, patience }, picture).catch((error) => [String(error)])));
      pages += 1;
      failures += broken.length;
      console.log(`${name} ${Object.values(way).join(' ')}: ${figures}`);
      for (const text of new Set(broken)) console.error(`${name} ${Object.values(way).join(' ')}: ${text}`);
    }
  }
} finally {
  await browser.close();
  server.stop();
}
console.log(`${pages} pages of a large company, ${failures} complaints`);
process.exitCode = failures || !pages ? 1 : 0;
