/** A light: colour, shape and word together, so that no one has to tell red from green. */
import { Tooltip } from 'antd';

import type { Api } from '@/api/client';
import { useWords } from '@/words';

export type LightColour = Api<'Light'>;

const SHAPES: Record<LightColour, React.ReactNode> = {
  green: <circle cx="8" cy="8" r="6" />,
  yellow: <path d="M8 1.8 15 14H1z" strokeLinejoin="round" />,
  red: <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="1.5" />,
};

/** Only the shape; whoever uses it says the word beside it, or gives a label. */
export function LightShape({ light, size = 12, label }: { light: LightColour; size?: number; label?: string }) {
  return (
    <svg
      className={`light-shape light-${light}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {SHAPES[light]}
    </svg>
  );
}

/** The light as a small plate with its word; `reason` is told when asked for. */
export function Light({ light, reason }: { light: LightColour; reason?: { zh: string; en: string } | undefined }) {
  const { t, both } = useWords();
  const plate = (
    <span className={`light-plate light-${light}`}>
      <LightShape light={light} />
      {t(`parts:${light}`)}
    </span>
  );
  const text = reason && both(reason);
  return text ? <Tooltip title={text}>{plate}</Tooltip> : plate;
}
