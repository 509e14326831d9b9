/** A server with the demonstration's story in it, some days later: tasks are behind, alerts are open. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Nobody has reported for a week: what the method does about it is there to be seen. */
const LATER = '2026-07-28T01:30:00Z';

async function json(answer) {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Starts the server, tells the story, moves its clock. `CASCADE_URL` names one that runs already and is left as it is. */
export async function start() {
  if (process.env.CASCADE_URL) return { base: process.env.CASCADE_URL.replace(/\/$/, ''), stop() {} };
  const folder = mkdtempSync(join(tmpdir(), 'cascade-browser-'));
  const port = 20000 + Math.floor(Math.random() * 20000);
  const child = spawn(
    process.env.CASCADE_BIN ?? '../../target/debug/cascade',
    ['demo', '--listen', `127.0.0.1:${port}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    },
  );
  const base = `http://127.0.0.1:${port}`;
  await new Promise((resolve, reject) => {
    let told = '';
    child.stdout.on('data', (text) => {
      told += text;
      if (told.includes(base)) resolve();
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${told}`)));
  });
  const admin = await tokenFor(base, { subject: 'admin', roles: [{ role: 'admin', department: '*' }] });
  const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
  await json(await fetch(`${base}/api/v1/clock`, { method: 'PUT', headers, body: JSON.stringify({ now: LATER }) }));
  return { base, stop: () => child.kill() };
}

export async function tokenFor(base, wanted) {
  const body = JSON.stringify({ ...wanted, ttl_seconds: 3600 });
  const answer = await fetch(`${base}/api/v1/dev/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return (await json(answer)).token;
}

/** Reads as an onlooker: `ask('plans')`. */
export async function reader(base) {
  const token = await tokenFor(base, { subject: 'visitor', roles: [{ role: 'viewer', department: '*' }] });
  return async (path) => json(await fetch(`${base}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } }));
}
