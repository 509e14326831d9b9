/**
 * Tells the story in a browser, in each language on a server of its own. `STORY_URL` names an empty one with a simulated clock that
 * runs already, `STORY_LANG=en` tells it in one language. Pictures are left in `screenshots/story-<language>`. Who asks for one view
 * (ONLY) or names a server with a story in it (CASCADE_URL) is not told another.
 */
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { startEmpty } from './server.js';
import { story } from './story.js';

const folder = process.env.CASCADE_SCREENSHOTS ?? 'screenshots';
const asked = process.env.STORY_LANG ? [process.env.STORY_LANG] : ['zh-CN', 'en'];
const languages = process.env.ONLY || process.env.CASCADE_URL ? [] : asked;
const browser = await chromium.launch({
  executablePath: process.env.CASCADE_CHROMIUM ?? 'chromium',
  args: ['--no-sandbox'],
});
try {
  for (const lang of languages) {
    const server = process.env.STORY_URL
      ? { base: process.env.STORY_URL.replace(/\/$/, ''), stop() {} }
      : await startEmpty();
    const begun = Date.now();
    try {
      const steps = await story(browser, server.base, lang, join(folder, `story-${lang}`));
      console.log(`story in ${lang}: ${steps} steps, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    } catch (error) {
      console.error(String(error));
      process.exitCode = 1;
    } finally {
      server.stop();
    }
  }
} finally {
  await browser.close();
}
