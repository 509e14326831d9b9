/** What is said of a task on its own page: flows like those of `flows.js`. They come last, for they end the task they speak of. */
import { tokenFor } from './server.js';

const TASK = 'T10';
const OWNER = { subject: 'P16', person: 'P16', roles: [{ role: 'viewer', department: '*' }] };

async function opens(page, { base, plan, ask }, as) {
  const { task_id: id } = (await ask(`plans/${plan}/status`)).tasks.find(({ code }) => code === TASK);
  await page.goto(`${base}/plans/${plan}/tasks/${id}#token=${await tokenFor(base, as)}`);
  await page.locator('h1').waitFor();
  return () => ask(`tasks/${id}`);
}

/** Who finishes a task that nobody has begun is asked when it began; the days are those that were said. */
export async function begun(page, server) {
  const task = await opens(page, server, OWNER);
  await page.getByRole('button', { name: '完成…' }).click();
  const form = page.getByRole('dialog');
  const save = form.getByRole('button', { name: '保存' });
  const field = (label) => form.locator('.ant-form-item', { hasText: label });
  if (await form.getByLabel('开始于').inputValue()) throw new Error('the day on which it began is made up');
  await form.getByLabel('交付物证明').fill('model.pdf');
  await save.click();
  await field('开始于').getByText('请填写').waitFor();
  await form.getByLabel('开始于').fill('2026-07-20');
  await form.getByLabel('完成于').fill('2026-07-17');
  await save.click();
  await field('完成于').getByText('完成不能早于开始').waitFor();
  await form.getByLabel('完成于').fill('2026-07-27');
  const violation = { field: 'actual_finish', rule: 'TRACK-008', value: '', description: '日期不对', advice: '请核对' };
  await page.route('**/progress', (route) =>
    route.fulfill({ status: 400, json: { status: 400, detail: '不可以', violations: [violation] } }),
  );
  await save.click();
  await field('完成于').getByText('日期不对 请核对').waitFor();
  await page.unroute('**/progress');
  await save.click();
  await form.waitFor({ state: 'detached' });
  const { actual_start: start, actual_finish: finish } = await task();
  if (start !== '2026-07-20' || finish !== '2026-07-27') throw new Error(`it is said to be from ${start} to ${finish}`);
}
