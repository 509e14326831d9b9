/** Refuses a first load of more than 500 kB: the page, the view that people arrive at, and all that these import. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 500;
const ARRIVAL = ['index.html', 'src/views/my-day/MyDay.tsx'];

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const files = new Set();
const follow = (name) => {
  const { file, css = [], imports = [] } = manifest[name];
  if (files.has(file)) return;
  [file, ...css].forEach((one) => files.add(one));
  imports.forEach(follow);
};
ARRIVAL.forEach(follow);
const kilobytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length / 1000, 0);
console.log(`first load: ${kilobytes.toFixed(0)} kB gzip in ${files.size} files, of at most ${LIMIT_KB}`);
if (kilobytes > LIMIT_KB) process.exit(1);
