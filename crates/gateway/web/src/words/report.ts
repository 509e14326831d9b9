import type { Pairs } from './pair';

export const report = {
  span: ['{{from}} – {{to}}', '{{from}} – {{to}}'],
  download: ['下载 Excel', 'Download as Excel'],
  none: ['没有需要报告的事', 'Nothing to report'],
  noneHint: [
    '这段时间里该部门及其下级没有更新，也没有落后的任务。',
    'In this time nothing was reported in the department or below it, and nothing is behind.',
  ],
} satisfies Pairs;
