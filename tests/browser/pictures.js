/** The pictures of the README, taken of the story that `cascade demo` tells: `make pictures`. */
import { mkdirSync } from 'node:fs';

import { chromium } from 'playwright-core';

import { reader, start } from './server.js';
import { visits } from './views.js';
import { visit } from './visit.js';

const folder = '../../docs/images';
/** Of each view a picture as the screen shows it, without what is further down unless `whole` says so. */
const PICTURES = [
  { view: 'plan', size: 'desk', lang: 'zh-CN', theme: 'light' },
  { view: 'gantt', size: 'desk', lang: 'en', theme: 'light' },
  { view: 'why', size: 'desk', lang: 'en', theme: 'dark' },
  { view: 'what-if-repair', size: 'desk', lang: 'zh-CN', theme: 'light', whole: true },
  { view: 'my-day', size: 'phone', lang: 'zh-CN', theme: 'light' },
];

mkdirSync(folder, { recursive: true });
const server = await start();
const browser = await chromium.launch({
  executablePath: process.env.CASCADE_CHROMIUM ?? 'chromium',
  args: ['--no-sandbox'],
});
try {
  const views = await visits(await reader(server.base), server.base);
  const tokens = {};
  for (const { view, whole = false, ...way } of PICTURES) {
    const one = views.find(({ name }) => name === view);
    const broken = await visit(browser, server.base, tokens, one, way, { path: `${folder}/${view}.png`, fullPage: whole });
    for (const text of broken) console.error(`${view}: ${text}`);
    process.exitCode ||= broken.length ? 1 : 0;
  }
} finally {
  await browser.close();
  server.stop();
}
