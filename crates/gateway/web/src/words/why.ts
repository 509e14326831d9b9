import type { Pairs } from './pair';

export const why = {
  title: ['{{code}} 为什么延期', 'Why {{code}} is late'],
  risk: ['{{code}} 为什么变灯', 'Why the light of {{code}} turned'],
  fine: ['{{code}} 没有延期', '{{code}} is not late'],
  fineHint: ['没有任务使它晚于计划。', 'No task makes it later than planned.'],
  planned: ['计划 {{day}}', 'Planned {{day}}'],
  forecast: ['预计 {{day}}', 'Forecast {{day}}'],
  sentence: [
    '{{name}} 负责的 {{code}} 晚了 {{count}} 个工作日，一路传导到这里。',
    {
      one: '{{code}}, which {{name}} owns, is {{count}} working day late, and this travels all the way here.',
      other: '{{code}}, which {{name}} owns, is {{count}} working days late, and this travels all the way here.',
    },
  ],
  beyond: [
    '{{name}} 负责的 {{code}} 计划完成日已晚于期限 {{count}} 个工作日。',
    {
      one: '{{code}}, which {{name}} owns, is planned {{count}} working day past the deadline.',
      other: '{{code}}, which {{name}} owns, is planned {{count}} working days past the deadline.',
    },
  ],
  others: [
    '路上还有 {{count}} 个任务也损失了时间。',
    { one: 'On the way {{count}} more task loses time.', other: 'On the way {{count}} more tasks lose time.' },
  ],
  chain: ['从根因到目标', 'From the cause to the goal'],
  departments: ['时间损失在哪个部门', 'Where the time is lost'],
  ends: ['使它变灯', 'turns its light'],
  alert: ['相关预警', 'The alert about it'],
} satisfies Pairs;
