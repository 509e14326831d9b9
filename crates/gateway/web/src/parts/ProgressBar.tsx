/** How far something is, and where it should be by now. */
import { useWords } from '@/words';

import { useFormat } from './format';
import type { LightColour } from './Light';

interface Props {
  /** 0–100. */
  percent: number;
  /** Where it should be, 0–100. */
  planned?: number | undefined;
  light?: LightColour | undefined;
  /** What it is the progress of, for those who do not see the bar. */
  label: string;
  /** Without the figure, where it stands beside it already. */
  bare?: boolean;
}

export function ProgressBar({ percent, planned, light = 'green', label, bare }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const width = Math.max(0, Math.min(100, percent));
  const said = [t('parts:percentDone', { percent: format.percent(percent) })];
  if (planned !== undefined) said.push(t('parts:ofPlanned', { percent: format.percent(planned) }));
  return (
    <span className="bar">
      <span
        className="bar-track"
        role="progressbar"
        aria-label={label}
        aria-valuenow={Math.round(width)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={said.join(', ')}
        title={said.join(' · ')}
      >
        <span className={`bar-fill light-${light}`} style={{ width: `${width}%` }} />
        {planned !== undefined && planned > 0 && planned < 100 && (
          <span className="bar-mark" style={{ insetInlineStart: `${planned}%` }} />
        )}
      </span>
      {!bare && <span className="bar-number">{format.percent(percent)}</span>}
    </span>
  );
}
