/**
 * Visits every view in both languages, on a desk and on a phone, light and dark. Fails on what a browser complains of (errors,
 * refusals of the policy), on what axe finds, on a page wider than its screen, and on a request to another host.
 * Pictures are left in the folder of CASCADE_SCREENSHOTS, `screenshots` otherwise. ONLY=my-day visits one view.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { flows } from './flows.js';
import { reader, start, tokenFor } from './server.js';
import { OWNER, visits } from './views.js';
import { visit } from './visit.js';

const folder = process.env.CASCADE_SCREENSHOTS ?? 'screenshots';
const WAYS = [
  { size: 'desk', lang: 'zh-CN', theme: 'light' },
  { size: 'desk', lang: 'en', theme: 'dark' },
  { size: 'phone', lang: 'zh-CN', theme: 'dark' },
  { size: 'phone', lang: 'en', theme: 'light' },
];

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
  for (const one of await visits(ask, server.base)) {
    if (only && !only.includes(one.name)) continue;
    for (const way of WAYS) {
      const path = join(folder, `${one.name}.${way.size}.${way.lang}.${way.theme}.png`);
      const broken = await visit(browser, server.base, tokens, one, way, { path }).catch((error) => [String(error)]);
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
