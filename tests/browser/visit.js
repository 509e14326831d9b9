/** One view in one language, on one screen, in one theme. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { tokenFor } from './server.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

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

/** Opens a view, takes its picture into a file and answers what is wrong with it. */
export async function visit(browser, base, tokens, { path, as, act, refused }, { size, lang, theme, patience = 20_000 }, picture) {
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
    // The browser says of every refusal that there was one.
    const expected = refused !== undefined && message.text().includes(`status of ${refused}`);
    if (message.type() === 'error' && !expected) broken.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => broken.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob):/.test(url)) broken.push(`asks another host: ${url}`);
  });
  if (as) tokens[as.subject] ??= await tokenFor(base, as);
  await page.goto(base + path + (as ? `#token=${tokens[as.subject]}` : ''));
  await page.waitForSelector('h1, .state', { timeout: patience });
  await page.waitForFunction(() => !document.querySelector('.state-loading, .ant-skeleton'), null, { timeout: patience });
  if (act) await act(page);
  await page.waitForTimeout(700);
  await page.screenshot({ fullPage: true, ...picture });
  broken.push(...(await complaints(page)));
  await context.close();
  return broken;
}
