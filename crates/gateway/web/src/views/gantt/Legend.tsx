/** What the shapes mean. */
import type { ReactNode } from 'react';

import { useWords, type Word } from '@/words';

const SAMPLES: [Word, ReactNode][] = [
  ['gantt:planned', <Sample key="p" className="gantt-planned" height={11} />],
  ['gantt:doneShare', <Sample key="d" className="gantt-done" height={11} />],
  ['gantt:actual', <Sample key="a" className="gantt-actual" height={7} />],
  ['gantt:forecast', <Sample key="f" className="gantt-forecast" height={7} />],
  ['gantt:lateDays', <Sample key="l" className="gantt-late" height={7} />],
  ['gantt:baseline', <Sample key="b" className="gantt-baseline" height={3} />],
  ['gantt:critical', <Sample key="c" className="gantt-critical-frame" height={11} />],
  ['gantt:milestone', <path key="m" d="M15 1L22 8L15 15L8 8Z" className="gantt-milestone" />],
  [
    'gantt:dependency',
    <g key="k" className="gantt-link gantt-link-plain">
      <path d="M2 4H13V12H24" className="gantt-link-line" />
      <path d="M29 12L23 8.5V15.5Z" className="gantt-link-tip" />
    </g>,
  ],
  ['gantt:todayLine', <rect key="t" x={14} width={2} height={16} className="gantt-today" />],
  ['gantt:weekend', <rect key="w" width={30} height={16} fill="var(--gantt-off)" />],
  ['gantt:holiday', <rect key="h" width={30} height={16} fill="url(#gantt-holiday)" />],
  ['gantt:madeUp', <rect key="u" width={30} height={16} fill="url(#gantt-made-up)" />],
];

function Sample({ className, height }: { className: string; height: number }) {
  return <rect x={1} width={28} y={(16 - height) / 2} height={height} rx={2} className={className} />;
}

export function Legend() {
  const { t } = useWords();
  return (
    <ul className="gantt-legend" aria-label={t('gantt:legend')}>
      {SAMPLES.map(([word, shape]) => (
        <li key={word}>
          <svg width={30} height={16} aria-hidden className="light-red">
            {shape}
          </svg>
          {t(word)}
        </li>
      ))}
    </ul>
  );
}
