/**
 * The whole story, clicked: a workbook comes in, the plan is activated, people report from their phones, a task falls ill, its light
 * turns red with the path that made it so, the alert is acknowledged, corrected, verified, and everything is green again. Only the
 * clock is moved by a call, as time passes by itself; everything else is done by hand, in one language, on an empty server.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { moveClock, reader } from './server.js';

/** What the buttons say. */
const WORDS = {
  'zh-CN': {
    workbook: '../../examples/q3-sales.xlsx',
    admin: '以管理员进入',
    importing: '导入与导出',
    run: '导入',
    open: /打开计划/,
    activate: '激活计划…',
    activateNow: '激活',
    activated: '计划已激活',
    signOut: '退出登录',
    account: /账户/,
    asPlanned: /按计划 /,
    details: '详细更新…',
    percent: '完成比例',
    left: '剩余工作日',
    blocked: '遇到阻碍',
    cause: '原因',
    people: '人员',
    blocker: '什么阻碍了它？',
    ill: '文案设计病假，页面文案停工',
    save: '保存',
    red: '红灯',
    green: '绿灯',
    why: '为什么延期',
    lost: /在此损失/,
    explain: /说明原因/,
    acknowledge: '知悉',
    acknowledged: '已知悉',
    correct: '提交纠偏…',
    measure: '措施',
    addResource: '增加资源',
    what: '具体做什么',
    description: '增派郑洁接手文案',
    owner: '负责人',
    due: '完成期限',
    proof: '怎样算有效',
    verification: '任务 1 预测回到计划',
    accept: '批准措施…',
    note: '说明',
    helped: '郑洁已接手，进度追回',
    worked: '验证有效…',
    back: '预测已回到计划',
    closed: '已关闭',
    quiet: '没有需要升级的事',
  },
  en: {
    workbook: '../../examples/q3-sales.en.xlsx',
    admin: 'Enter as administrator',
    importing: 'Import and export',
    run: 'Import',
    open: /Open plan/,
    activate: 'Activate the plan…',
    activateNow: 'Activate',
    activated: 'The plan is active',
    signOut: 'Sign out',
    account: /Account/,
    asPlanned: /As planned, /,
    details: 'In detail…',
    percent: 'Percent done',
    left: 'Working days left',
    blocked: 'Something blocks it',
    cause: 'Cause',
    people: 'People',
    blocker: 'What blocks it?',
    ill: 'The copywriter is ill, work on the copy has stopped',
    save: 'Save',
    red: 'Red',
    green: 'Green',
    why: 'Why is this late',
    lost: /lost here/,
    explain: /Explain/,
    acknowledge: 'Acknowledge',
    acknowledged: 'Acknowledged',
    correct: 'File a correction…',
    measure: 'Measure',
    addResource: 'Add a resource',
    what: 'What will be done',
    description: 'Zheng Jie takes over the copy',
    owner: 'Owner',
    due: 'Due',
    proof: 'How one will see that it worked',
    verification: 'Task 1 is forecast on plan again',
    accept: 'Accept…',
    note: 'Note',
    helped: 'Zheng Jie has taken over, the lost days are made up',
    worked: 'It worked…',
    back: 'The forecast is back on plan',
    closed: 'Closed',
    quiet: 'Nothing to escalate',
  },
};

const DESK = { viewport: { width: 1440, height: 900 }, hasTouch: false };
const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

/** Tells it on an empty server; pictures are left in a folder. Throws at the first step that is not as it should be. */
export async function story(browser, base, lang, folder) {
  const w = WORDS[lang];
  mkdirSync(folder, { recursive: true });
  let step = 0;
  let doing = '';
  const complaints = [];
  /** Who reports on which task. */
  const owners = new Map();

  /** A tab of somebody's own, on a desk or a phone. */
  const sit = async (screen) => {
    const context = await browser.newContext({
      ...screen,
      locale: lang,
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${doing}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${doing}: ${message.text()}`);
    });
    await page.goto(base);
    return page;
  };
  const picture = async (page, name) => {
    await page.waitForTimeout(350);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) complaints.push(`${name}: ${wide} px too wide`);
    step += 1;
    await page.screenshot({
      path: join(folder, `${String(step).padStart(2, '0')}-${name}.png`),
    });
  };
  const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const chooses = async (page, code) => {
    await page.getByRole('button', { name: new RegExp(`${code}$`) }).click();
    await page.waitForURL('**/my-day');
  };
  const card = (page, code) =>
    page.locator('.task-card', {
      has: page.locator('.code', { hasText: code }),
    });
  /** The light of a key result or the plan's own, as the overview says it. */
  const planLight = (page) => page.locator('.page-head .light-plate').first();
  /** A task's owner reports with one tap, on the phone. */
  const taps = async (code, name) => {
    const page = await sit(PHONE);
    await chooses(page, owners.get(code));
    await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith('/progress') && answer.ok()),
      card(page, code).getByRole('button', { name }).click(),
    ]);
    await picture(page, `daily-${code}`);
    await ends(page);
  };
  const ends = (page) => page.context().close();

  const chapters = {
    import: async () => {
      const page = await sit(DESK);
      await picture(page, 'empty-sign-in');
      await button(page, w.admin).click();
      await page.waitForURL('**/my-day');
      await picture(page, 'admin');
      await page.getByRole('link', { name: w.importing }).first().click();
      await page.setInputFiles('input[type=file]', w.workbook);
      await page.locator('.import-verdict').getByRole('button', { name: w.run, exact: true }).click();
      await picture(page, 'imported');
      await page.getByRole('link', { name: w.open }).click();
      await button(page, w.activate).waitFor();
      await picture(page, 'draft');
      await button(page, w.activate).click();
      await picture(page, 'activate');
      await page.getByRole('dialog').getByRole('button', { name: w.activateNow, exact: true }).click();
      await page.getByText(w.activated).first().waitFor();
      await planLight(page).getByText(w.green).waitFor();
      await picture(page, 'active');
      await page.getByRole('button', { name: w.account }).click();
      await page.getByText(w.signOut).click();
      await button(page, w.admin).waitFor();
      await picture(page, 'sign-in');
      await ends(page);
    },
    daily: async () => {
      const ask = await reader(base);
      const { tasks } = await ask(`plans/${(await ask('plans')).items[0].id}/status`);
      for (const { code, owner } of tasks) owners.set(code, owner);
      for (const day of ['2026-07-01', '2026-07-02']) {
        await moveClock(base, `${day}T09:30:00Z`);
        for (const code of ['T1', 'T5']) await taps(code, w.asPlanned);
      }
    },
    slip: async () => {
      await moveClock(base, '2026-07-03T09:30:00Z');
      await taps('T5', w.asPlanned);
      const page = await sit(PHONE);
      await chooses(page, owners.get('T1'));
      await card(page, 'T1').getByRole('button', { name: w.details }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel(w.left).fill('11');
      await form.getByLabel(w.blocked).check();
      await form.getByLabel(w.cause).click();
      await page.locator('.ant-select-item-option', { hasText: w.people }).click();
      await form.getByLabel(w.blocker).fill(w.ill);
      await picture(page, 'blocked');
      await form.getByRole('button', { name: w.save }).click();
      await form.waitFor({ state: 'detached' });
      await card(page, 'T1').locator('.light-red').first().waitFor();
      await picture(page, 'task-red');
      await ends(page);
    },
    why: async () => {
      const page = await sit(DESK);
      await chooses(page, 'P02');
      await picture(page, 'head-my-day');
      await page.locator('.side a[href*="/plans/"]').first().click();
      await planLight(page).getByText(w.red).waitFor();
      await picture(page, 'plan-red');
      await page.getByRole('link', { name: w.why }).first().click();
      await page.getByText(w.lost).first().waitFor();
      await picture(page, 'why');
      await ends(page);
    },
    acknowledge: async () => {
      const page = await sit(PHONE);
      await chooses(page, owners.get('T1'));
      await page.locator('.todo').first().click();
      await button(page, w.acknowledge).waitFor();
      await picture(page, 'alert');
      await button(page, w.acknowledge).click();
      await page.getByText(w.acknowledged, { exact: true }).first().waitFor();
      await picture(page, 'acknowledged');
      await ends(page);
    },
    correct: async () => {
      const page = await sit(DESK);
      await chooses(page, 'P02');
      await page.locator('.side a[href$="/alerts"]').click();
      await page.locator('main a[href*="/alerts/"]').first().click();
      await button(page, w.correct).click();
      const form = page.getByRole('dialog');
      await form.getByLabel(w.measure).click();
      await page.locator('.ant-select-item-option', { hasText: w.addResource }).click();
      await form.getByLabel(w.what).fill(w.description);
      await form.getByLabel(w.owner).fill('P06');
      await page.locator('.ant-select-item-option', { hasText: 'P06' }).click();
      await form.getByLabel(w.due).fill('2026-07-07');
      await form.getByLabel(w.proof).fill(w.verification);
      await picture(page, 'correction');
      await form.getByRole('button', { name: w.save }).click();
      await button(page, w.accept).waitFor();
      await picture(page, 'correcting');
      await button(page, w.accept).click();
      await page.getByRole('dialog').getByRole('button', { name: w.save }).click();
      await button(page, w.worked).waitFor();
      await picture(page, 'verifying');
      await ends(page);
    },
    recover: async () => {
      await moveClock(base, '2026-07-06T09:30:00Z');
      for (const code of ['T2', 'T5', 'T9']) await taps(code, w.asPlanned);
      const page = await sit(PHONE);
      await chooses(page, owners.get('T1'));
      await card(page, 'T1').getByRole('button', { name: w.details }).click();
      const form = page.getByRole('dialog');
      await form.getByRole('spinbutton', { name: w.percent }).fill('45');
      await form.getByLabel(w.left).fill('6');
      await form.getByLabel(w.note).fill(w.helped);
      await picture(page, 'corrected-report');
      await form.getByRole('button', { name: w.save }).click();
      await form.waitFor({ state: 'detached' });
      await card(page, 'T1').locator('.light-green').first().waitFor();
      await picture(page, 'task-green');
      await ends(page);
    },
    verify: async () => {
      const page = await sit(DESK);
      await chooses(page, 'P02');
      await page.locator('.side a[href$="/alerts"]').click();
      await page.locator('main a[href*="/alerts/"]').first().click();
      await button(page, w.worked).click();
      await page.getByRole('dialog').getByLabel(w.note).fill(w.back);
      await page.getByRole('dialog').getByRole('button', { name: w.save }).click();
      await page.getByText(w.closed, { exact: true }).first().waitFor();
      await picture(page, 'closed');
      await page.locator('.side a[href*="/plans/"]').first().click();
      await planLight(page).getByText(w.green).waitFor();
      await page.getByText(w.quiet).waitFor();
      await picture(page, 'green');
      await page.locator('.side a[href$="/gantt"]').click();
      await page.locator('.gantt-planned').first().waitFor({ state: 'attached' });
      await picture(page, 'gantt');
      await ends(page);
    },
  };
  for (const [name, tell] of Object.entries(chapters)) {
    doing = name;
    try {
      await tell();
    } catch (error) {
      for (const [at, context] of browser.contexts().entries()) {
        await context.pages()[0]?.screenshot({ path: join(folder, `broken-${name}-${at}.png`) });
        await context.close();
      }
      throw new Error(`story in ${lang}, ${name}: ${error.message}`, {
        cause: error,
      });
    }
  }
  if (complaints.length) throw new Error(`story in ${lang}: ${[...new Set(complaints)].join('; ')}`);
  return step;
}
