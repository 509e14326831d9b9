/** A company of 300 departments with one plan of 10,000 tasks, made up, imported, activated, and five weeks in. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { moveClock, tokenFor } from './server.js';

const DEPARTMENTS = Number(process.env.DEPARTMENTS ?? 300);
const TASKS = Number(process.env.TASKS ?? 10_000);
const DIVISIONS = 14;
const GOALS = 2;
const RESULTS = 3;
/** Of each department; the first one has more than a page of people. */
const PEOPLE = 4;
const CROWD = 520;
const DAY = 86_400_000;
/** What the command line ends with where no server answers in time. */
const NO_ANSWER = 3;
const BEGIN = Date.UTC(2026, 6, 1);
const DAYS = 92;
/** Noon is over in China; everything that is due by then has been judged. */
const LATER = '2026-08-05T04:30:00Z';

const day = (number) => new Date(BEGIN + Math.max(0, Math.min(number, DAYS - 1)) * DAY).toISOString().slice(0, 10);
const three = (number) => String(number).padStart(3, '0');
const code = (department) => (department ? `D${three(department)}` : 'HQ');
const person = (department, at) => `${code(department)}-P${three(at % PEOPLE)}`;
const AREAS = ['华东', '华南', '华北', '华中', '西南', '西北', '东北'];
const TRADES = ['销售', '市场', '研发', '供应链', '客户成功', '财务', '人力资源', '数据'];

/** The head office, divisions below it, departments below those. */
function parent(department) {
  if (!department) return '';
  return department <= DIVISIONS ? 'HQ' : code(1 + (department % DIVISIONS));
}

function nameOf(department) {
  if (!department) return '公司总部';
  if (department <= DIVISIONS) return `${AREAS[department % 7]}事业${Math.ceil(department / 7)}部`;
  return `${AREAS[department % 7]}${TRADES[department % 8]}${three(department)}部`;
}

const range = (count) => Array.from({ length: count }, (_, at) => at);
const everyDepartment = range(DEPARTMENTS);

function goals() {
  return everyDepartment.flatMap((department) =>
    range(department ? GOALS : 1).map((at) => {
      const above = department ? (parent(department) === 'HQ' ? 'G-HQ' : `G-${parent(department)}-1`) : '';
      return {
        goal: department ? `G-${code(department)}-${at + 1}` : 'G-HQ',
        department,
        at,
        above,
      };
    }),
  );
}

function tables() {
  const all = goals();
  const results = all.flatMap(({ goal, department }) =>
    range(RESULTS).map((at) => ({ result: goal.replace('G-', 'KR-') + `-${at + 1}`, goal, department, at })),
  );
  const tasks = range(TASKS).map((at) => {
    const { result, department } = results[at % results.length];
    const round = Math.floor(at / results.length);
    const start = round * 14 + (at % 9);
    return { task: `T${at + 1}`, result, department, round, at, start, end: start + 6 + (at % 6) };
  });
  const month = '2026-09-30';
  return {
    tasks,
    files: {
      Plan: [
        ['Plan code', 'Title', 'Period start', 'Period end'],
        ['LARGE-2026Q3', '整个公司2026年第三季度的计划', '2026-07-01', month],
      ],
      Departments: [
        ['Department code', 'Department', 'Parent department', 'Head'],
        ...everyDepartment.map((one) => [code(one), nameOf(one), parent(one), person(one, 0)]),
      ],
      People: [
        ['Person code', 'Name', 'Department', 'Hours per day'],
        ...everyDepartment.flatMap((one) =>
          range(one === 1 ? CROWD : PEOPLE).map((at) => [
            `${code(one)}-P${three(at)}`,
            `${'王李张刘陈杨赵黄'[(one + at) % 8]}${'伟芳娜敏静强磊洋艳勇军杰'[(one * 5 + at) % 12]}${one}${at || ''}`,
            code(one),
            '8',
          ]),
        ),
      ],
      Budgets: [
        ['Budget code', 'Budget', 'Department', 'Amount', 'Currency'],
        ...everyDepartment.flatMap((one) =>
          ['OPEX', 'CAPEX'].map((kind) => [
            `B-${code(one)}-${kind}`,
            `${nameOf(one)}${kind === 'OPEX' ? '费用' : '投资'}预算`,
            code(one),
            '100000',
            'CNY',
          ]),
        ),
      ],
      Goals: [
        'Goal code,Goal description,Source,Department,Owner,Period,Deadline,Priority,Key result direction,Parent goal,Baseline,Target,Unit,Company goal'.split(
          ',',
        ),
        ...all.map(({ goal, department, at, above }) => [
          goal,
          `${nameOf(department)}把${at ? '客户满意度' : '季度收入'}从100提升到120`,
          'Annual operating plan',
          code(department),
          person(department, at),
          '2026Q3',
          month,
          'High',
          '收入、客户、效率',
          above,
          '100',
          '120',
          '万元',
          department ? 'No' : 'Yes',
        ]),
      ],
      'Key results': [
        'Goal,KR code,KR description,Owner,Target kind,Baseline,Target,Current value,Unit,Weight (%),Deadline'.split(
          ',',
        ),
        ...results.map(({ result, goal, department, at }) => [
          goal,
          result,
          `${['新客户签约量', '老客户复购率', '交付周期'][at]}达到目标值`,
          person(department, at),
          'Reach level',
          '80',
          '120',
          '80',
          '家',
          at ? '33%' : '34%',
          month,
        ]),
      ],
      Tasks: [
        'Task code,Key result,Task name,Type,Owner,Department,Planned start,Planned end,Deliverable,Predecessors,Effort (hours),Priority'.split(
          ',',
        ),
        ...tasks.map(({ task, result, department, round, at, start, end }) => [
          task,
          result,
          `第${round + 1}轮：${['拜访重点客户并整理需求', '完成方案评审', '上线试点并收集反馈', '复盘并固化流程'][at % 4]}`,
          'Execution',
          person(department, at),
          code(department),
          day(start),
          day(end),
          '纪要与清单',
          // Each round waits for the one before it.
          round && at % 3 ? `T${at + 1 - results.length}` : '',
          String(16 + (at % 5) * 12),
          at % 4 ? 'Medium' : 'High',
        ]),
      ],
    },
  };
}

const csv = (rows) =>
  rows
    .map((row) => row.map((one) => (/[",\n]/.test(one) ? `"${one.replaceAll('"', '""')}"` : one)).join(','))
    .join('\r\n');

/** A server that writes thousands of rows may ask to come again. */
async function patiently(ask) {
  for (let times = 1; ; times += 1) {
    try {
      return await ask();
    } catch (error) {
      if (times === 60 || !String(error).includes(': 503 ')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}

function send(base, token, method, path, body) {
  return patiently(async () => {
    const answer = await fetch(`${base}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  });
}

/** The same again changes nothing, so that what took too long is tried again. */
function importFrom(folder, base, token) {
  const bin = process.env.CASCADE_BIN ?? '../../target/debug/cascade';
  for (let times = 1; ; times += 1) {
    const asked = ['import', folder, '--server', base, '--token', token, '--lang', 'en'];
    const { status } = spawnSync(bin, asked, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status === 0) return;
    if (status !== NO_ANSWER || times === 5) throw new Error(`the import ended with ${status}`);
  }
}

/** All tasks, once monitoring has heard of every one. */
async function known(base, token, plan) {
  for (;;) {
    const { tasks } = await send(base, token, 'GET', `plans/${plan}/status`);
    if (tasks.length === TASKS) return tasks;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Fills an empty server, and leaves one that has the company as it is; answers the plan's id. */
export async function fill(base) {
  const admin = await tokenFor(base, { subject: 'admin', roles: [{ role: 'admin', department: '*' }] });
  const [there] = (await send(base, admin, 'GET', 'plans')).items;
  if (there) return there.id;
  const folder = join(mkdtempSync(join(tmpdir(), 'cascade-company-')), 'tables');
  mkdirSync(folder);
  const { tasks, files } = tables();
  for (const [name, rows] of Object.entries(files)) writeFileSync(join(folder, `${name}.csv`), csv(rows));
  importFrom(folder, base, admin);
  const plan = (await send(base, admin, 'GET', 'plans')).items[0].id;
  await send(base, admin, 'POST', `plans/${plan}/activate`, {});
  await patiently(() => moveClock(base, `${day(34)}T01:00:00Z`));
  // What should be done by now is, but for one in thirty.
  const ids = new Map((await known(base, admin, plan)).map(({ code, task_id: id }) => [code, id]));
  const begun = tasks.filter(({ start, at }) => start < 34 && at % 30 !== 7);
  for (let at = 0; at < begun.length; at += 500) {
    const items = begun.slice(at, at + 500).map(({ task, start, end }) => ({
      idempotency_key: `company ${task}`,
      task_id: ids.get(task),
      progress: {
        as_of: day(34),
        percent: end < 34 ? 100 : Math.round((100 * (34 - start)) / (end - start + 1)),
        actual_start: day(start),
        ...(end < 34 ? { actual_finish: day(end), evidence: '纪要' } : {}),
      },
    }));
    await send(base, admin, 'POST', 'progress/batch', { items });
  }
  await patiently(() => moveClock(base, LATER));
  return plan;
}
