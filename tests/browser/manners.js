/** How the interface behaves where things are not as one would wish: flows like those of `flows.js`. */
import { APPLICANT } from './governance.js';
import { line } from './line.js';
import { tokenFor } from './server.js';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const LOOKER = { subject: 'P02', person: 'P02', roles: [{ role: 'viewer', department: '*' }] };

/** Whatever an address names that does not exist, the page says so and leads on to something that does. */
export async function unknown(page, { base, plan }) {
  const inPlan = ['', '/map', '/alerts', '/gantt', '/what-if', '/adjustments', '/adjustments/new', '/review'];
  const things = ['alerts', 'why', 'key-results', 'tasks', 'adjustments'];
  const addresses = [
    ...[...inPlan, '/baselines', '/audit', '/key-results/KR1'].map((path) => `/plans/XX${path}`),
    ...things.flatMap((thing) => ['XX', NOWHERE].map((id) => `/plans/${plan}/${thing}/${id}`)),
    `/plans/${plan}/adjustments/${NOWHERE}/edit`,
    ...['/departments/XX', '/requests/XX', `/requests/${NOWHERE}`, '/budgets/XX'],
    ...['/load?department=XX', '/settings?department=XX', `/plans/${plan}/what-if?change=slip:XX:3`],
  ];
  const token = await tokenFor(base, LOOKER);
  await page.goto(`${base}/my-day#token=${token}`);
  for (const address of addresses) {
    await page.goto(base + address);
    const wayOn = page.locator('.state a.ant-btn:not([href*="XX"], [href*="0000-4000"])').first();
    await wayOn.waitFor().catch(() => {
      throw new Error(`${address} leads nowhere`);
    });
    await page.locator('h1').waitFor();
    if (await page.getByRole('button', { name: '重试' }).count()) throw new Error(`${address} offers to try again`);
  }
}

const percent = async (bar) => Number(await bar.getAttribute('aria-valuenow'));

async function becomes(bar, wanted, seconds = 20) {
  for (let left = seconds * 10; left > 0; left -= 1) {
    if ((await percent(bar)) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the figure is ${await percent(bar)} and not ${wanted}`);
}

/** The server is gone while a page is open: it says so, keeps what it shows, saves nothing, and is true by itself once it is back. */
export async function offline(page, { base, plan, owner, ask }) {
  const cut = await line(base);
  try {
    await page.goto(`${cut.base}/my-day#token=${owner}`);
    await page.getByText('实时更新中').waitFor({ state: 'attached' });
    const bar = page.getByRole('progressbar', { name: '开展3场直播带货' }).first();
    const before = await percent(bar);
    cut.down();
    await page.getByText('服务器没有应答。', { exact: true }).waitFor();
    await page.getByRole('button', { name: '+10%' }).first().click();
    await page.getByText(/没有保存/).waitFor();
    await becomes(bar, before);
    // Somebody else goes on meanwhile, on another line.
    const { task_id: task } = (await ask(`plans/${plan}/status`)).tasks.find(({ code }) => code === 'T2');
    const answer = await fetch(`${base}/api/v1/tasks/${task}/progress`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
      body: JSON.stringify({ percent: before + 1, as_of: '2026-07-28' }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    await cut.up();
    await page.getByText('服务器没有应答。', { exact: true }).waitFor({ state: 'detached' });
    await becomes(bar, before + 1);
  } finally {
    cut.down();
  }
}

/** Every answer takes three seconds: it is seen that something is on its way, and what is pressed twice is done once. */
export async function slow(page, { base, plan, owner }) {
  const asked = [];
  let reading = true;
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request();
    if (request.method() === 'POST') asked.push(new URL(request.url()).pathname.split('/').at(-1));
    if (request.url().endsWith('/events') || (request.method() === 'GET' && !reading)) return route.continue();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return route.continue().catch(() => undefined);
  });
  const once = (what) => {
    const times = asked.filter((one) => one === what).length;
    if (times !== 1) throw new Error(`${what} was asked ${times} times`);
  };
  await page.goto(`${base}/my-day#token=${owner}`);
  await page.locator('.state-loading').first().waitFor();
  const bar = page.getByRole('progressbar', { name: '开展3场直播带货' }).first();
  await bar.waitFor({ timeout: 40_000 });
  reading = false;
  const before = await percent(bar);
  await page.getByRole('button', { name: '+10%' }).first().dblclick();
  // Well before its answer.
  await becomes(bar, before + 10, 1);
  await page.getByText('已更新到').waitFor();
  once('progress');
  await page.goto('about:blank');
  await page.goto(`${base}/plans/${plan}/key-results/KR1#token=${await tokenFor(base, APPLICANT)}`);
  await page.getByRole('button', { name: '更新数值' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('当前数值').fill('410');
  await form.getByRole('button', { name: '保存' }).dblclick();
  await page.getByText('KR1 已更新').waitFor();
  once('check-ins');
  await page.unroute('**/api/v1/**');
}

/** A line that breaks and comes back goes on after the last event: what happened meanwhile is told, and nothing else is asked for again. */
export async function resumed(page, { base, plan, owner, ask }) {
  const cut = await line(base);
  try {
    const followed = [];
    const read = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname === '/api/v1/events') followed.push(request.headers()['last-event-id']);
      else if (pathname.startsWith('/api/v1/')) read.push(pathname);
    });
    await page.goto(`${cut.base}/plans/${plan}#token=${owner}`);
    await page.getByText('实时更新中').waitFor({ state: 'attached' });
    const shown = page.getByRole('progressbar', { name: 'KR1 任务完成度' });
    const before = await shown.getAttribute('aria-valuetext');
    cut.down();
    await page.getByText('服务器没有应答。', { exact: true }).waitFor();
    const { task_id: task, percent: was } = (await ask(`plans/${plan}/status`)).tasks.find(({ code }) => code === 'T2');
    const answer = await fetch(`${base}/api/v1/tasks/${task}/progress`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
      body: JSON.stringify({ percent: Math.min(99, was + 7), as_of: '2026-07-28' }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    read.length = 0;
    await cut.up();
    await page.getByText('实时更新中').waitFor({ state: 'attached' });
    for (let left = 150; (await shown.getAttribute('aria-valuetext')) === before; left -= 1) {
      if (!left) throw new Error('what happened meanwhile is not shown');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (followed[0] !== undefined || !followed.at(-1)) throw new Error(`followed from ${followed.join(', ')}`);
    if (read.includes('/api/v1/departments')) throw new Error(`asked again for all: ${read.join(', ')}`);
  } finally {
    cut.down();
  }
}

/** A view that nobody has opened yet cannot be had while the server is gone: it says so, and appears once the server is back. */
export async function lostView(page, { base, owner }) {
  const cut = await line(base);
  try {
    await page.goto(`${cut.base}/my-day#token=${owner}`);
    await page.getByText('实时更新中').waitFor({ state: 'attached' });
    cut.down();
    await page.getByText('服务器没有应答。', { exact: true }).waitFor();
    await page.getByRole('link', { name: '甘特图' }).first().click();
    await page.getByText('这个页面没有加载成功').waitFor();
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByText('这个页面没有加载成功').waitFor();
    await cut.up();
    await page.getByRole('treegrid').waitFor({ timeout: 30_000 });
  } finally {
    cut.down();
  }
}
