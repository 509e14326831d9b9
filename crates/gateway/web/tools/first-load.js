/** Refuses a first load of more than 500 kB: what the page itself names, and the view that people arrive at. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 500;
const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file);
const arrival = readdirSync(new URL('assets/', dist))
  .filter((file) => file.startsWith('MyDay-'))
  .map((file) => `assets/${file}`);
const kilobytes = [...new Set([...named, ...arrival])]
  .map((file) => gzipSync(readFileSync(new URL(file, dist))).length / 1000)
  .reduce((sum, size) => sum + size, 0);
console.log(`first load: ${kilobytes.toFixed(0)} kB gzip of at most ${LIMIT_KB}`);
if (arrival.length === 0 || kilobytes > LIMIT_KB) process.exit(1);
