/** What people do about people, money and things: flows like those of `flows.js`. */

import { tokenFor } from './server.js';

const everywhere = { role: 'viewer', department: '*' };
const ASKER = { subject: 'P12', person: 'P12', roles: [everywhere, { role: 'contributor', department: 'MKT' }] };
const HEAD_OF_DATA = { subject: 'P04', person: 'P04', roles: [everywhere, { role: 'manager', department: 'DAT' }] };

/** From an overload, by keys alone, to what would relieve it and what that would do to goals. */
export async function relieve(page, { base, owner }) {
  await page.goto(`${base}/load?department=SAL&by=day#token=${owner}`);
  await page.getByRole('gridcell', { name: /高敏.*超载/ }).first().waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: /高敏/ });
  await panel.getByText('推荐').waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  if (page.url().includes('cell=')) throw new Error('the closed cell stayed in the address');
  await page.keyboard.press('Enter');
  await panel.getByRole('link', { name: '看对目标的影响' }).first().click();
  await page.waitForURL('**/what-if?change=*');
  await page.locator('.what-if-heads, .state').first().waitFor();
}

/** One asks another department from a task; its head is refused once and sees it put back, then approves; both see it. */
export async function askAndDecide(page, { base, plan, ask }) {
  const task = (await ask(`plans/${plan}/tasks`)).items.find(({ code }) => code === 'T3');
  await page.goto(`${base}/plans/${plan}/tasks/${task.id}#token=${await tokenFor(base, ASKER)}`);
  await page.getByRole('link', { name: '申请资源' }).click();
  await page.getByLabel('描述').fill('数据分析师半天，核对投放人群');
  // The department is not named: the page says so, and nothing is sent.
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByText('请填写').first().waitFor();
  await page.getByLabel('被申请部门').click();
  await page.getByTitle('数据部').click();
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.waitForURL(/requests\/[0-9a-f-]{36}$/);
  await page.getByText('待决定').first().waitFor();

  const other = await page.context().browser().newPage({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  other.setDefaultTimeout(15_000);
  await other.goto(`${base}/requests#token=${await tokenFor(base, HEAD_OF_DATA)}`);
  await other.locator(`a[href="${new URL(page.url()).pathname}"]`).click();
  const refuse = (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'about:blank', title: 'x', status: 409, detail: '已被他人修改', reason: 'X' }),
    });
  await other.route('**/approve', refuse);
  await other.getByRole('button', { name: '批准' }).click();
  await other.getByLabel('说明').fill('周四下午安排');
  await other.getByRole('region', { name: '处理' }).getByRole('button', { name: '批准' }).last().click();
  await other.getByText('已被他人修改').waitFor();
  await other.getByText('待决定').first().waitFor();
  await other.unroute('**/approve', refuse);
  await other.getByRole('region', { name: '处理' }).getByRole('button', { name: '批准' }).last().click();
  await other.getByRole('button', { name: '确认到位' }).waitFor();
  await other.close();

  await page.getByText('周四下午安排').waitFor();
  await page.getByText('已批准', { exact: true }).first().waitFor();
}

/** Of what is asked for less is granted, for a later day: what is too much, or not explained, is said at its field. */
export async function grant(page, { base, plan }) {
  const asker = await tokenFor(base, ASKER);
  const asked = {
    code: 'R-PART',
    task: 'T3',
    kind: 'people',
    description: '数据分析师两人，核对投放人群',
    quantity: 2,
    unit: '人',
    requested_from: 'DAT',
    expected_arrival: '2026-07-28',
    submit: true,
  };
  const answer = await fetch(`${base}/api/v1/plans/${plan}/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${asker}`, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { request } = await answer.json();
  await page.goto(`${base}/requests/${request.id}#token=${await tokenFor(base, HEAD_OF_DATA)}`);
  await page.getByRole('button', { name: '批准', exact: true }).click();
  const form = page.getByRole('region', { name: '处理' });
  const send = form.getByRole('button', { name: /批准$/ }).last();
  const quantity = form.getByLabel(/批准多少/);
  await quantity.fill('3');
  await send.click();
  await form.locator('.entry', { hasText: '批准多少' }).getByRole('alert').waitFor();
  await quantity.fill('1');
  await form.getByRole('button', { name: '部分批准' }).click();
  await form.locator('.entry', { hasText: '为什么少批' }).getByRole('alert').waitFor();
  await form.getByLabel('为什么少批或晚到？').fill('另一人在休假');
  await form.getByRole('button', { name: '部分批准' }).click();
  await page.getByText('另一人在休假').waitFor();
  await page.locator('.request-facts', { hasText: '批准' }).getByText('1 人').first().waitFor();
}

/** The workbook to begin with, for whoever has no file yet. */
export async function template(page, { base, owner }) {
  await page.goto(`${base}/import#token=${owner}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '空白工作簿' }).click(),
  ]);
  if (!download.suggestedFilename().endsWith('.xlsx')) throw new Error(download.suggestedFilename());
}
