/** What people do, start to end. Each gets a page that nobody is signed in on, and throws where something is not as it should be. */
import { rota } from './duty.js';
import { foretold } from './forecasts.js';
import { DECIDER, EXECUTIVE, LEADER, OWNER_OF_KR2, smallPlan } from './governance.js';
import * as manners from './manners.js';
import * as resources from './resources.js';
import { tokenFor } from './server.js';
import * as signIn from './sign-in.js';
import * as tasks from './tasks.js';

async function until(what, ready, seconds = 15) {
  for (let left = seconds * 10; left > 0; left -= 1) {
    if (await ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s for: ${what}`);
}

const bar = (page, name) => page.getByRole('progressbar', { name }).first();
const percent = async (page, name) => Number(await bar(page, name).getAttribute('aria-valuenow'));

/** A person is chosen, and one tap brings a task up to plan. */
async function oneTap(page, { base }) {
  await page.goto(base);
  await page.getByRole('button', { name: /P11/ }).click();
  await page.waitForURL('**/my-day');
  const before = await percent(page, '开展3场直播带货');
  await page.getByRole('button', { name: '+10%' }).click();
  await until('the report to be taken', async () => (await percent(page, '开展3场直播带货')) === before + 10);
  await page.getByText('已更新到').waitFor();
}

/** What the server refuses is shown at once, and taken back with its reason. */
async function takenBack(page, { base, owner }) {
  await page.goto(`${base}/my-day#token=${owner}`);
  const before = await percent(page, '开展3场直播带货');
  await page.route('**/progress', (route) =>
    route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'x',
        status: 422,
        detail: '不可以',
        reason: 'INVALID',
      }),
    }),
  );
  await page.getByRole('button', { name: '+10%' }).click();
  await page.getByText('没有保存').waitFor();
  if ((await percent(page, '开展3场直播带货')) !== before) throw new Error('the refused figure stayed');
}

/** What somebody else reports appears by itself. */
async function live(page, { base, plan, owner, ask }) {
  await page.goto(`${base}/plans/${plan}#token=${owner}`);
  await page.getByText('实时更新中').waitFor({ state: 'attached' });
  const bars = () => page.getByRole('progressbar', { name: 'KR1 任务完成度' }).getAttribute('aria-valuetext');
  const before = await bars();
  const task = (await ask(`plans/${plan}/status`)).tasks.find(({ code }) => code === 'T3');
  const token = await tokenFor(base, {
    subject: 'P12',
    person: 'P12',
    roles: [{ role: 'contributor', department: 'MKT' }],
  });
  const answer = await fetch(`${base}/api/v1/tasks/${task.task_id}/progress`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      percent: 80,
      remaining_days: 1,
      as_of: '2026-07-28',
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await until('the key result to move by itself', async () => (await bars()) !== before);
}

/** From my day to the alert, explained in English by the task's owner. */
async function explain(page, { base, owner }) {
  await page.goto(`${base}/my-day#token=${owner}`);
  await page.getByRole('button', { name: 'Switch to English' }).click();
  await page
    .getByRole('link', { name: /Explain/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Explain…' }).click();
  await page.getByLabel('Why is it late?').fill('The host fell ill');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Explained', { exact: true }).first().waitFor();
  await page.getByText('The host fell ill').first().waitFor();
}

/** One applies from a key result, may not approve that, another does; and the plan is another. */
async function adjust(page, { base, plan, ask }) {
  const result = async () => (await ask(`plans/${plan}/key-results`)).items.find(({ code }) => code === 'KR2');
  const before = await result();
  const wanted = before.target - 5;
  await page.goto(`${base}/plans/${plan}/key-results/KR2#token=${await tokenFor(base, OWNER_OF_KR2)}`);
  await page.getByRole('link', { name: '申请调整' }).click();
  await page.getByLabel('为什么要调整？').fill('新客户签约受行业政策影响');
  await page.getByLabel('目标值').fill(String(wanted));
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByRole('button', { name: '提交审批' }).click();
  await page.getByRole('button', { name: '批准…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
  await page.getByRole('alert').getByText('ADJ-002').waitFor();
  const { pathname } = new URL(page.url());
  await page.goto('about:blank');
  await page.goto(`${base}${pathname}#token=${await tokenFor(base, DECIDER)}`);
  await page.getByText('等您审批').waitFor();
  await page.getByRole('button', { name: '批准…' }).click();
  await page.getByLabel('说明').fill('同意，按新目标执行');
  await page.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
  await page.getByText('已批准', { exact: true }).waitFor();
  await page.getByText('同意，按新目标执行').waitFor();
  if ((await result()).target !== wanted) throw new Error('the approved target is not that of the plan');
}

/** A cell of the chart is changed by hand, refused and put back, written and undone; paper gets every row. */
async function editChart(page, { base, plan }) {
  const head = await tokenFor(base, {
    subject: 'P02',
    person: 'P02',
    roles: [
      { role: 'viewer', department: '*' },
      { role: 'contributor', department: 'MKT' },
      { role: 'manager', department: 'MKT' },
    ],
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${base}/plans/${plan}/gantt#token=${head}`);
  const row = page.getByRole('row', { name: /T3/ });
  const shows = (text) => until(`the row to show ${text}`, async () => (await row.textContent()).includes(text));
  const name = '投放2轮精准信息流广告';
  await shows(name);
  await page.waitForFunction(() => document.querySelector('.gantt-baseline'));
  const type = async (text) => {
    await row.hover();
    await row.getByRole('button', { name: '修改 T3' }).click();
    await page.getByLabel('T3 名称').fill(text);
  };
  await type('');
  await page.getByText('请填写名称').waitFor();
  await page.keyboard.press('Escape');
  await shows(name);
  await page.route('**/api/v1/tasks/*', (route) =>
    route.fulfill({ status: 403, json: { status: 403, detail: '不可以' } }),
  );
  await type('换个名字');
  await page.keyboard.press('Enter');
  await page.getByText('没有保存').waitFor();
  await shows(name);
  await page.unroute('**/api/v1/tasks/*');
  await type('换个名字');
  await page.keyboard.press('Enter');
  await shows('换个名字');
  await page.getByRole('button', { name: '撤销' }).click();
  await shows(name);
  const paper = await page.pdf({ preferCSSPageSize: true });
  const sheets = paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const rows = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount')) - 1;
  // Some twenty rows a page, none of them blank.
  if (sheets < 1 || sheets > Math.ceil(rows / 20) + 1) throw new Error(`${sheets} sheets for ${rows} rows`);
}

/** Who leads a department writes its policy for later and takes it back; the organisation's is not theirs. One's own absence is. */
async function settings(page, { base }) {
  const token = await tokenFor(base, LEADER);
  await page.goto(`${base}/settings#token=${token}`);
  await page.getByText('更改需要至少一个部门的管理员权限').waitFor();
  await page.goto('about:blank');
  await page.goto(`${base}/settings?department=MKT#token=${token}`);
  await page.getByRole('button', { name: '新版本' }).click();
  await page.getByRole('dialog').getByLabel('三、四级：决定').fill('5');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByText('三、四级：决定: 3 → 5').waitFor();
  const withdraw = page.getByRole('button', { name: /^撤回第/ });
  const versions = await withdraw.count();
  await withdraw.first().click();
  await until('the version to be gone', async () => (await withdraw.count()) === versions - 1);
  await page.goto(`${base}/settings?part=directory`);
  await page.getByRole('button', { name: '登记不在' }).click();
  await page.getByRole('dialog').getByLabel('说明').fill('体检');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByText('体检').waitFor();
  await page.getByRole('button', { name: /取消 王慧/ }).click();
  await page.getByText('体检').waitFor({ state: 'detached' });
}

/** A plan is reviewed: what is unfinished goes on, the figure is final, the plan is closed and the next one has what goes on. */
async function close(page, { base, ask }) {
  const plan = await smallPlan(base);
  await page.goto(`${base}/plans/${plan}/review#token=${await tokenFor(base, EXECUTIVE)}`);
  await page.getByText('REV-001').waitFor();
  await page.getByRole('button', { name: '其余全部结转' }).click();
  await page.getByRole('button', { name: '保存 1 项去向' }).click();
  await page.getByText('REV-001').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '填写 KR1' }).click();
  await page.getByRole('spinbutton').fill('93');
  await page.getByLabel('差距').fill('还差2分');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByText('没有什么阻止关闭').waitFor();
  await page.getByRole('button', { name: '关闭计划…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '关闭计划', exact: true }).click();
  await page.getByRole('link', { name: '打开下一期的计划' }).waitFor();
  const next = (await ask('plans')).items.find(({ code }) => code === 'SMALL-2026Q4');
  if (!next) throw new Error('there is no next plan');
  await until('the task to go on', async () => (await ask(`plans/${next.id}/tasks`)).items.length === 1);
}

export const flows = {
  editChart,
  adjust,
  oneTap,
  takenBack,
  live,
  explain,
  foretold,
  ...resources,
  ...manners,
  ...signIn,
  settings,
  rota,
  close,
  ...tasks,
};
