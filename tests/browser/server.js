/** A server with the demonstration's story in it, some days later: tasks are behind, alerts are open. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { duty } from './duty.js';

/** Nobody has reported for a week: what the method does about it is there to be seen. */
const LATER = '2026-07-28T01:30:00Z';
/** Monday morning of the week in which the example's plan begins. */
const BEGINNING = '2026-06-29T00:00:00Z';

async function json(answer) {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Runs the binary until it says where it listens. */
async function run(args, folder, port) {
  const bin = process.env.CASCADE_BIN ?? '../../target/debug/cascade';
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(bin, [...args, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  });
  await new Promise((resolve, reject) => {
    let told = '';
    const hear = (text) => {
      told += text;
      if (told.includes(base)) resolve();
    };
    child.stdout.on('data', hear);
    // Where it listens is told to people, not to pipes; the rest of what it says there is ours to see.
    child.stderr.on('data', hear);
    child.stderr.pipe(process.stderr);
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${told}`)));
  });
  return { base, stop: () => child.kill() };
}

const place = () => [mkdtempSync(join(tmpdir(), 'cascade-browser-')), 20000 + Math.floor(Math.random() * 20000)];

/** Starts the server, tells the story, moves its clock. `CASCADE_URL` names one that runs already and is left as it is. */
export async function start() {
  if (process.env.CASCADE_URL) return { base: process.env.CASCADE_URL.replace(/\/$/, ''), stop() {} };
  const [folder, port] = place();
  const server = await run(['demo'], folder, port);
  await duty(server.base);
  await moveClock(server.base, LATER);
  return server;
}

/** A server that nobody has used, with every service in it, on a simulated calendar; `more` are settings, as `auth.mode=oidc`. */
export async function startEmpty(more = []) {
  const [folder, port] = place();
  const settings = ['clock.mode=simulated', `clock.start=${BEGINNING}`, 'telemetry.log_filter=warn', ...more];
  return run(['dev', '--data', folder, ...settings.flatMap((one) => ['--set', one])], folder, port);
}

/** Time passes; what falls due on the way is done then. A simulated clock only moves forward. */
export async function moveClock(base, now) {
  const admin = await tokenFor(base, {
    subject: 'admin',
    roles: [{ role: 'admin', department: '*' }],
  });
  const headers = {
    authorization: `Bearer ${admin}`,
    'content-type': 'application/json',
  };
  await json(
    await fetch(`${base}/api/v1/clock`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ now }),
    }),
  );
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
  const token = await tokenFor(base, {
    subject: 'visitor',
    roles: [{ role: 'viewer', department: '*' }],
  });
  return async (path) =>
    json(
      await fetch(`${base}/api/v1/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
}
