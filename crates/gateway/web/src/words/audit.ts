import type { Pairs } from './pair';

export const audit = {
  title: ['审计', 'Audit'],
  subtitle: [
    '计划里做过的每件事，都用哈希与前一件相连：事后改动任何一条都会露出来。',
    'Everything that was done in the plan, each entry tied to the one before by its hash: a later change of any would show.',
  ],
  intact: [
    '链条完好：{{count}} 条记录，每一条都接着前一条。',
    {
      one: 'The chain holds: {{count}} entry follows from the one before.',
      other: 'The chain holds: all {{count}} entries follow from each other.',
    },
  ],
  broken: [
    '链条断了：第 {{number}} 条接不上前一条，记录被改动过。',
    'The chain is broken: entry {{number}} does not follow from the one before. The record was changed.',
  ],
  head: ['最后一条的哈希', 'Hash of the last entry'],
  headHint: ['抄在别处：链条若被截短，也能看出来。', 'Keep it elsewhere: then a chain that was cut short shows too.'],
  verify: ['重新验证', 'Verify again'],
  entries: ['记录', 'Entries'],
  none: ['还没有记录', 'Nothing was done yet'],
  noMatch: ['没有符合的记录', 'No entry matches'],
  number: ['序号', 'No.'],
  at: ['时间', 'When'],
  by: ['谁', 'By'],
  action: ['操作', 'What'],
  data: ['内容', 'About'],
  hash: ['哈希', 'Hash'],
  anyAction: ['所有操作', 'Everything'],
  anybody: ['所有人', 'Everybody'],
  find: ['在内容里查找', 'Find in the content'],
  recompute: ['与重新计算比对', 'Compare with a recomputation'],
  recomputeHint: [
    '从第一件事重新算起，看灯和预计日期是否与现在显示的相同。',
    'Computes lights and forecasts again from the first event, and compares them with what is shown.',
  ],
  same: [
    '完全相同：核对了 {{tasks}} 项任务、{{reports}} 条更新。',
    'Exactly the same: {{tasks}} tasks and {{reports}} updates compared.',
  ],
  different: ['有 {{count}} 处不同', { one: '{{count}} difference', other: '{{count}} differences' }],
  did_plan_imported: ['导入计划', 'Plan imported'],
  did_plan_activated: ['启动计划', 'Plan activated'],
  did_plan_closed: ['关闭计划', 'Plan closed'],
  did_contributions_set: ['设定贡献关系', 'Contributions set'],
  did_review_written: ['写下复盘', 'Review written'],
  did_task_disposed: ['处置未完任务', 'Task disposed of'],
  did_key_result_checked_in: ['更新关键结果', 'Key result checked in'],
} satisfies Pairs;
