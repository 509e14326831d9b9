/**
 * Visits every view in both languages, on a desk and on a phone, light and dark. Fails on what a browser complains of (errors,
 * refusals of the policy), on what axe finds, on a page wider than its screen, and on a request to another host.
 * Pictures are left in the folder of CASCADE_SCREENSHOTS, `screenshots` otherwise. ONLY=my-day visits one view.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { flows } from './flows.js';
import { reader, start, tokenFor } from './server.js';
import { OWNER, visits } from './views.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.env.CASCADE_SCREENSHOTS ?? 'screenshots';
const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const WAYS = [
  { size: 'desk', lang: 'zh-CN', theme: 'light' },
  { size: 'desk', lang: 'en', theme: 'dark' },
  { size: 'phone', lang: 'zh-CN', theme: 'dark' },
  { size: 'phone', lang: 'en', theme: 'light' },
];

/** What is wrong with a page as it stands. */
async function complaints(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const broken = found.violations.map(
    ({ id, help, nodes }) =>
      `axe ${id}: ${help}: ${nodes
        .slice(0, 3)
        .map(({ target, any }) => `${target.join(' ')} (${any[0]?.message ?? ''})`)
        .join(' | ')}`,
  );
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (wide > room) broken.push(`${wide} px wide on a screen of ${room}`);
  return broken;
}

async function visit(browser, base, tokens, { name, path, as, act }, { size, lang, theme }) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale: lang,
    colorScheme: theme,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    hasTouch: size === 'phone',
  });
  const page = await context.newPage();
  const broken = [];
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => broken.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob):/.test(url)) broken.push(`asks another host: ${url}`);
  });
  if (as) tokens[as.subject] ??= await tokenFor(base, as);
  await page.goto(base + path + (as ? `#token=${tokens[as.subject]}` : ''));
  await page.waitForSelector('h1, .state', { timeout: 20_000 });
  await page.waitForFunction(() => !document.querySelector('.state-loading, .ant-skeleton'), null, { timeout: 20_000 });
  if (act) await act(page);
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${name}.${size}.${lang}.${theme}.png`), fullPage: true });
  broken.push(...(await complaints(page)));
  await context.close();
  return broken;
}

mkdirSync(folder, { recursive: true });
const server = await start();
const browser = await chromium.launch({
  executablePath: process.env.CASCADE_CHROMIUM ?? 'chromium',
  args: ['--no-sandbox'],
});
let failures = 0;
let pages = 0;
try {
  const tokens = {};
  const only = process.env.ONLY?.split(',');
  const ask = await reader(server.base);
  for (const one of await visits(ask)) {
    if (only && !only.includes(one.name)) continue;
    for (const way of WAYS) {
      const broken = await visit(browser, server.base, tokens, one, way).catch((error) => [String(error)]);
      pages += 1;
      failures += broken.length;
      for (const text of new Set(broken)) console.error(`${one.name} ${Object.values(way).join(' ')}: ${text}`);
    }
  }
  const plan = (await ask('plans')).items[0].id;
  const owner = await tokenFor(server.base, OWNER);
  for (const [name, flow] of Object.entries(flows)) {
    if (only && !only.includes(name)) continue;
    const page = await browser.newPage({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
    page.setDefaultTimeout(15_000);
    await flow(page, { base: server.base, plan, owner, ask }).catch((error) => {
      failures += 1;
      console.error(`${name}: ${error}`);
    });
    await page.screenshot({ path: join(folder, `flow-${name}.png`) });
    await page.close();
    pages += 1;
  }
} finally {
  await browser.close();
  server.stop();
}
console.log(`${pages} pages and flows, ${failures} complaints`);
process.exitCode = failures || !pages ? 1 : 0;
