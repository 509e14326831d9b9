import type { Pairs } from './pair';

export const map = {
  title: ['目标对齐图', 'Goal alignment map'],
  menu: ['对齐图', 'Alignment map'],
  picture: ['图', 'Map'],
  outline: ['表', 'Table'],
  pictureLabel: ['目标、关键结果与承接它们的部门', 'Goals, key results, and who takes them up'],
  goal: ['目标', 'Goal'],
  keyResult: ['关键结果', 'Key result'],
  above: ['其他计划的上级', 'Above, in another plan'],
  supports: ['支撑', 'Supports'],
  progress: ['进度', 'Progress'],
  none: ['还没有目标', 'No goal yet'],
  noneThere: ['这个部门没有目标', 'This department has no goal'],
  anyDepartment: ['全部部门', 'All departments'],
  open: ['展开 {{code}} 的 {{count}} 项下级', 'Open {{count}} below {{code}}'],
  close: ['收起 {{code}} 的 {{count}} 项下级', 'Close {{count}} below {{code}}'],
  shown: [
    '共 {{all}} 项，已展开 {{count}} 项。点卡片右下角的数字展开下级，滚动或拖动移动。',
    '{{count}} of {{all}} are open. The number on a card opens what supports it; scroll or drag to move.',
  ],
  tasks: ['{{done}} / {{all}} 项任务完成', '{{done}} of {{all}} tasks done'],
} satisfies Pairs;
