/** How sure a plan's days are, what is late of it, what its work takes: a flow like those of `flows.js`. */
import { tokenFor } from './server.js';

const REPORTER = { subject: 'P12', person: 'P12', roles: [{ role: 'contributor', department: 'MKT' }] };

/** Somebody else reports meanwhile. */
async function report(base, ask, plan) {
  const task = (await ask(`plans/${plan}/status`)).tasks.find(({ code }) => code === 'T3');
  const answer = await fetch(`${base}/api/v1/tasks/${task.task_id}/progress`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenFor(base, REPORTER)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ percent: 85, remaining_days: 1, as_of: '2026-07-28' }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/**
 * From a key result to how sure its day is; simulated otherwise, refused and simulated after all; what happens meanwhile is said and
 * changes nothing until it is asked for. Then what is late, with its path, and the value earned, in money and task by task.
 */
export async function foretold(page, { base, plan, owner, ask }) {
  let simulated = 0;
  page.on('request', (request) => {
    if (request.url().includes('/schedule-risk')) simulated += 1;
  });
  await page.goto(`${base}/plans/${plan}/key-results/KR3#token=${owner}`);
  await page.getByRole('link', { name: '有多大把握' }).click();
  await page.getByRole('button', { name: '只看 KR3' }).click();
  const rows = page.getByRole('region', { name: '目标、关键结果与里程碑' }).locator('tbody tr');
  await rows.nth(1).waitFor();

  await page.getByText('有些相关 0.3').click();
  await page.getByText(/相关性 0\.3/).waitFor();
  await page.getByRole('button', { name: '换一个随机种子' }).click();
  await page.getByText(/种子 2/).waitFor();
  await page.getByLabel('模拟次数').click();
  await page.getByTitle('5,000 次').click();
  await page.getByText(/模拟 5,000 次，种子 2，相关性 0\.3/).waitFor();
  const address = new URL(page.url());
  for (const said of ['correlation=0.3', 'seed=2', 'runs=5000']) {
    if (!address.search.includes(said)) throw new Error(`the address does not say ${said}`);
  }

  await page.getByText('实时更新中').waitFor({ state: 'attached' });
  const before = simulated;
  await report(base, ask, plan);
  const hint = page.getByText('此后计划有了新动态');
  await hint.waitFor();
  if (simulated !== before) throw new Error('it was simulated again, and nobody had asked');
  await page.getByRole('button', { name: '重新计算' }).click();
  await hint.waitFor({ state: 'detached' });
  if (simulated !== before + 1) throw new Error('it was not simulated again');

  await page.goto(`${base}${address.pathname}?runs=20000`);
  await page.getByText('该计划的模拟次数须在 100 到 10000 之间').waitFor();
  await page.getByLabel('模拟次数').click();
  await page.getByTitle('按计划大小').click();
  await rows.first().waitFor();

  await page.getByText('延误', { exact: true }).click();
  await page.getByRole('button', { name: /^路径/ }).first().click();
  await page.locator('.forecast-late .chain').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: '晚了什么' }).waitFor();

  await page.getByText('挣值', { exact: true }).click();
  await page.getByText('金额', { exact: true }).click();
  await page.getByLabel('也看任务').click();
  const values = page.getByRole('region', { name: '计划、目标、关键结果的挣值' });
  await values.getByRole('link', { name: /^T3/ }).waitFor();
  // Money was granted and none of it spent: that is said, and no figure made up.
  await values.getByText('尚无投入').first().waitFor();
  await values.getByText('没有任务获批过预算').first().waitFor();
}
