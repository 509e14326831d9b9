/** What the story of `cascade demo` leaves out and some views show: an adjustment that waits, a draft. Done once. */
import { tokenFor } from './server.js';

const everywhere = { role: 'viewer', department: '*' };
/** Owner of KR1, applicant. */
export const APPLICANT = {
  subject: 'P06',
  person: 'P06',
  roles: [everywhere, { role: 'contributor', department: 'MKT' }],
};
/** Owner of KR2, in the same department as DECIDER, without being its head. */
export const OWNER_OF_KR2 = {
  subject: 'P07',
  person: 'P07',
  roles: [everywhere, { role: 'contributor', department: 'SAL' }],
};
/** Head of the marketing department. */
export const LEADER = {
  subject: 'P02',
  person: 'P02',
  roles: [everywhere, { role: 'contributor', department: 'MKT' }, { role: 'manager', department: 'MKT' }],
};
/** Head of the company. */
export const EXECUTIVE = {
  subject: 'P01',
  person: 'P01',
  roles: [everywhere, { role: 'executive', department: '*' }],
};
/** Head of a department that has a duty rota. */
export const HEAD_OF_DATA = {
  subject: 'P04',
  person: 'P04',
  roles: [everywhere, { role: 'manager', department: 'DAT' }],
};
/** Head of the department whose goal it is. */
export const DECIDER = {
  subject: 'P03',
  person: 'P03',
  roles: [everywhere, { role: 'contributor', department: 'SAL' }, { role: 'manager', department: 'SAL' }],
};

function writer(base, token) {
  return async (path, body, method = 'POST') => {
    const answer = await fetch(`${base}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

/** One that was approved: the plan differs from its baseline. */
async function approved(base, plan, tasks) {
  const apply = writer(base, await tokenFor(base, OWNER_OF_KR2));
  const decide = writer(base, await tokenFor(base, EXECUTIVE));
  const { task_id, planned_end } = tasks.find(({ code }) => code === 'T8');
  const later = new Date(Date.parse(planned_end) + 86_400_000).toISOString().slice(0, 10);
  const { id } = await apply(`plans/${plan}/adjustments`, {
    reason: '客户拜访顺延一天',
    changes: { tasks: [{ task_id, planned_end: later }] },
  });
  await apply(`adjustments/${id}/submit`);
  await decide(`adjustments/${id}/approve`, { note: '同意' });
}

/** A plan of one task that is not finished, to be reviewed and closed. */
export async function smallPlan(base) {
  const send = writer(base, await tokenFor(base, EXECUTIVE));
  const period = { period_start: '2026-07-01', period_end: '2026-09-30' };
  const plan = await send('plans', { code: 'SMALL-2026Q3', title: '小计划2026年第三季度', ...period });
  const dates = { deadline: '2026-09-30' };
  await send(`plans/${plan.id}/goals`, {
    ...dates,
    code: 'G1',
    description: '华东渠道客户满意度提升到95分（基线90分）',
    department: 'SAL',
    owner: 'P03',
    source: 'annual_operating_plan',
    baseline: 90,
    target: 95,
    unit: '分',
  });
  const result = await send(`plans/${plan.id}/key-results`, {
    ...dates,
    code: 'KR1',
    goal: 'G1',
    description: '满意度从90分到95分',
    owner: 'P07',
    baseline: 90,
    current: 90,
    target: 95,
    unit: '分',
    weight: 100,
  });
  await send(`plans/${plan.id}/tasks`, {
    code: 'T1',
    key_result: result.id,
    name: '回访20家客户',
    owner: 'P14',
    department: 'SAL',
    deliverable: '回访纪要',
    planned_start: '2026-08-03',
    planned_end: '2026-08-14',
  });
  await send(`plans/${plan.id}/activate`);
  return plan.id;
}

/** Answers the adjustments of the plan, newest first. */
async function prepare(base, ask, plan) {
  const list = async () => (await ask(`adjustments?plan=${plan}`)).items;
  if (!(await list()).length) {
    const send = writer(base, await tokenFor(base, APPLICANT));
    const { tasks, key_results: results } = await ask(`plans/${plan}/status`);
    const task = (wanted) => tasks.find(({ code }) => code === wanted).task_id;
    const result = results.find(({ code }) => code === 'KR1').key_result_id;
    const { id } = await send(`plans/${plan}/adjustments`, {
      reason: '直播主播档期冲突，信息流广告改由张伟接手，线上目标相应下调',
      changes: {
        tasks: [
          { task_id: task('T3'), planned_end: '2026-08-14', owner: 'P11' },
          { task_id: task('T4'), planned_start: '2026-07-22', planned_end: '2026-08-07' },
        ],
        key_results: [{ key_result_id: result, target: 500, deadline: '2026-09-25' }],
      },
    });
    await send(`adjustments/${id}/submit`);
    await approved(base, plan, tasks);
    await send(`plans/${plan}/adjustments`, {
      reason: '等待供应商排期',
      changes: { tasks: [{ task_id: task('T4'), planned_end: '2026-08-10' }] },
    });
    await organisation(base);
  }
  return list();
}

/** What settings show: a policy that begins tomorrow, a calendar of a department, an absence; none of them moves the story. */
async function organisation(base) {
  const admin = { subject: 'admin', roles: [{ role: 'admin', department: '*' }] };
  const send = writer(base, await tokenFor(base, admin));
  await send('policies', { department: 'MKT', effective_from: '2026-07-29', quiet_from: '22:00', quiet_until: '08:00' });
  await send('policies', { department: 'MKT', effective_from: '2026-09-01', explain_days: 2, stand_ins: ['P06'] });
  const exceptions = [
    { date: '2026-12-24', working: false, note: '部门年会' },
    { date: '2026-12-26', working: true, note: '补年会' },
  ];
  const calendar = { scope: 'department', code: 'CSM', weekdays: [1, 2, 3, 4, 5], exceptions };
  await send('directory/calendars', { calendars: [{ ...calendar, confirmed_through: '2026-12-31' }] });
  const absence = { person: 'P11', from: '2026-12-21', to: '2026-12-25', kind: 'leave', note: '年假' };
  await send('directory/absences', { absences: [{ code: 'P11-2026-12-21', ...absence }] });
}

/** Views of how a plan is changed, reviewed and closed, and of settings. */
export async function governance(base, ask, plan) {
  const adjustments = await prepare(base, ask, plan);
  const waiting = adjustments.find(({ status }) => status === 'submitted');
  const draft = adjustments.find(({ status }) => status === 'draft');
  return [
    { name: 'adjustments', path: `/plans/${plan}/adjustments`, as: DECIDER },
    { name: 'adjustments-none', path: `/plans/${plan}/adjustments?show=mine`, as: DECIDER },
    { name: 'adjustment', path: `/plans/${plan}/adjustments/${waiting.id}`, as: DECIDER },
    { name: 'adjustment-draft', path: `/plans/${plan}/adjustments/${draft.id}`, as: APPLICANT },
    {
      name: 'adjustment-new',
      path: `/plans/${plan}/adjustments/new?change=T3&change=KR1`,
      as: APPLICANT,
      act: async (page) => {
        await page.getByRole('spinbutton').nth(1).fill('500');
        await page.getByRole('spinbutton').nth(2).fill('30');
        await page.keyboard.press('Tab');
      },
    },
    { name: 'review', path: `/plans/${plan}/review`, as: DECIDER },
    {
      name: 'review-row',
      path: `/plans/${plan}/review`,
      as: DECIDER,
      act: async (page) => {
        await page.locator('.review-head button').nth(1).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    { name: 'baselines', path: `/plans/${plan}/baselines`, as: DECIDER },
    { name: 'settings-policies', path: '/settings?department=MKT', as: LEADER },
    { name: 'settings-organisation', path: '/settings', as: LEADER },
    {
      name: 'settings-policy-new',
      path: '/settings?department=MKT',
      as: LEADER,
      act: async (page) => {
        await page.locator('.settings-bar button.ant-btn-primary').click();
        await page.locator('.settings-groups fieldset').first().waitFor();
      },
    },
    { name: 'settings-directory', path: '/settings?part=directory', as: LEADER },
    { name: 'settings-rotas', path: '/settings?part=rotas&department=DAT', as: HEAD_OF_DATA },
    { name: 'settings-rotas-none', path: '/settings?part=rotas&department=CSM', as: APPLICANT },
    {
      name: 'settings-rota-new',
      path: '/settings?part=rotas&department=DAT',
      as: HEAD_OF_DATA,
      // Nobody is named and a turn has no days: the refusal stands at its fields.
      act: async (page) => {
        await page.locator('.settings-bar button.ant-btn-primary').click();
        await page.locator('#rota-code').fill('DAT-2');
        await page.locator('#rota-turn_days').fill('400');
        await page.locator('.ant-modal-footer .ant-btn-primary').click();
        await page.locator('.entry-wrong').nth(1).waitFor();
      },
      refused: 400,
    },
    { name: 'settings-looker', path: '/settings?part=directory', as: APPLICANT },
    { name: 'settings-calendars', path: '/settings?part=calendars', as: LEADER },
    {
      name: 'settings-calendar',
      path: '/settings?part=calendars',
      as: { subject: 'admin', roles: [{ role: 'admin', department: '*' }] },
      act: async (page) => {
        await page.getByRole('region').getByRole('button').first().click();
        await page.locator('.settings-exceptions').waitFor();
      },
    },
    { name: 'settings-channels', path: '/settings?part=channels', as: LEADER },
    { name: 'settings-personal', path: '/settings?part=personal', as: LEADER },
    { name: 'versions', path: `/plans/${plan}/baselines?of=goals`, as: DECIDER },
  ];
}
