/** What is said of a task on its own page: flows like those of `flows.js`. They come last, for they end the task they speak of. */
import { tokenFor } from './server.js';

const everywhere = { role: 'viewer', department: '*' };
const owner = (person) => ({ subject: person, person, roles: [everywhere] });

/** Opens the page of a task as somebody; answers what reads the task. */
async function opens(page, { base, plan, ask }, wanted, as) {
  const { task_id: id } = (await ask(`plans/${plan}/status`)).tasks.find(({ code }) => code === wanted);
  await page.goto('about:blank');
  await page.goto(`${base}/plans/${plan}/tasks/${id}#token=${await tokenFor(base, as)}`);
  await page.locator('h1').waitFor();
  return () => ask(`tasks/${id}`);
}

/** Who finishes a task that nobody has begun is asked when it began; the days are those that were said. */
export async function begun(page, server) {
  const task = await opens(page, server, 'T10', owner('P16'));
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

/** The server finds another version than the one that was read, once. */
async function lags(page, deed) {
  const old = (route) => {
    const request = route.request();
    if (request.method() !== 'PATCH') return route.continue();
    return route.continue({ headers: { ...request.headers(), 'if-match': '"999"' } });
  };
  await page.route('**/api/v1/tasks/*', old);
  await deed();
  await page.getByRole('dialog').getByText('数据已被他人修改').waitFor();
  await page.unroute('**/api/v1/tasks/*', old);
}

/** A milestone is added, said to be reached and not to be after all, and removed; who may not sees that there are none. */
export async function milestones(page, server) {
  await opens(page, server, 'T11', owner('P11'));
  await page.getByText('每日更新').first().waitFor();
  if (await page.getByRole('button', { name: '添加里程碑' }).count()) throw new Error('somebody else may add one');
  const task = await opens(page, server, 'T11', owner('P17'));
  const form = page.getByRole('dialog');
  const save = form.getByRole('button', { name: '保存' });
  const add = async (name, due) => {
    await page.getByRole('button', { name: '添加里程碑' }).click();
    await form.getByLabel('达成什么').fill(name);
    await form.getByLabel('到期日').fill(due);
    await save.click();
  };
  await lags(page, () => add('分层名单确定', '2026-08-14'));
  await save.click();
  await form.waitFor({ state: 'detached' });
  await add('分层名单确定', '2026-08-20');
  await form.locator('.ant-form-item', { hasText: '达成什么' }).getByText('不能同名').waitFor();
  await form.getByLabel('达成什么').fill('召回短信发出');
  await save.click();
  await form.waitFor({ state: 'detached' });
  const are = async (...wanted) => {
    const found = (await task()).milestones.map(({ name, due, reached_on: on }) => [name, due, on ?? ''].join(' ').trim());
    if (found.join() !== wanted.join()) throw new Error(`milestones are ${found.join()}`);
  };
  await are('分层名单确定 2026-08-14', '召回短信发出 2026-08-20');
  await page.getByRole('button', { name: '已达成：分层名单确定…' }).click();
  await form.getByLabel('达成日期').fill('2026-07-29');
  await save.click();
  await form.getByText('请填写今天或之前的日期').waitFor();
  await form.getByLabel('达成日期').fill('2026-07-27');
  await save.click();
  await page.getByText('7月27日 达成').waitFor();
  await form.waitFor({ state: 'detached' });
  await are('分层名单确定 2026-08-14 2026-07-27', '召回短信发出 2026-08-20');
  await page.getByRole('button', { name: '撤销达成：分层名单确定' }).click();
  await page.getByText('改回未达成').waitFor();
  await are('分层名单确定 2026-08-14', '召回短信发出 2026-08-20');
  await page.getByRole('button', { name: '删除：召回短信发出…' }).click();
  await form.getByRole('button', { name: '删除' }).click();
  await form.waitFor({ state: 'detached' });
  await are('分层名单确定 2026-08-14');
}

/** Who leads the department says what an approved task is held to and how long it may take; its owner pauses it and takes it up again. */
export async function heldTo(page, server) {
  const leads = { ...owner('P05'), roles: [everywhere, { role: 'manager', department: 'CSM' }] };
  const task = await opens(page, server, 'T12', leads);
  await page.getByRole('button', { name: '编辑…' }).click();
  const form = page.getByRole('dialog');
  const save = form.getByRole('button', { name: '保存' });
  const points = async (...days) => {
    for (const [at, label] of ['乐观', '最可能', '悲观'].entries()) await form.getByLabel(label).fill(String(days[at]));
  };
  await form.getByLabel('不早于').fill('2026-09-04');
  await form.getByLabel('截止日期').fill('2026-09-03');
  await points(9, 5, 3);
  await save.click();
  await form.locator('.ant-form-item', { hasText: '不早于' }).getByText('晚于').waitFor();
  await form.locator('.task-points').getByText('由小到大填写').waitFor();
  await form.getByLabel('不早于').fill('2026-08-26');
  await form.getByLabel('截止日期').fill('2026-09-14');
  await points(5, 8, 15);
  await lags(page, () => save.click());
  await save.click();
  await form.waitFor({ state: 'detached' });
  const { constraints, estimate } = await task();
  const found = [constraints.not_before, constraints.deadline, constraints.start_on, ...Object.values(estimate)].join(' ');
  if (found !== '2026-08-26 2026-09-14  5 8 15') throw new Error(`it is held to ${found}`);
  await page.getByText('5 / 8 / 15 个工作日').waitFor();
  const again = await opens(page, server, 'T12', owner('P18'));
  await page.getByRole('button', { name: '暂停' }).click();
  await page.getByText('T12 已暂停').waitFor();
  await page.locator('.page-subtitle').getByText('暂停', { exact: true }).waitFor();
  if (await page.getByRole('button', { name: '编辑…' }).count()) throw new Error('its owner may change what is approved');
  if ((await again()).state !== 'paused') throw new Error('it is not paused');
  await page.getByRole('button', { name: '恢复' }).click();
  await page.getByRole('button', { name: '标为受阻' }).waitFor();
  await page.getByText('T12 已恢复').waitFor();
  if ((await again()).state !== 'open') throw new Error('it is not taken up again');
}
