/** How many are green, yellow, red: a bar in proportion, and the figures. */
import { useWords } from '@/words';

import { type LightColour, LightShape } from './Light';

const COLOURS: LightColour[] = ['red', 'yellow', 'green'];

export function countLights(things: readonly { light: LightColour }[]): Record<LightColour, number> {
  const counts = { green: 0, yellow: 0, red: 0 };
  for (const { light } of things) counts[light] += 1;
  return counts;
}

export function LightCounts({ counts, bar = true }: { counts: Record<LightColour, number>; bar?: boolean }) {
  const { t } = useWords();
  return (
    <div className="light-counts">
      {bar && (
        <span className="light-counts-bar" aria-hidden>
          {COLOURS.map(
            (colour) =>
              counts[colour] > 0 && (
                <i key={colour} className={`light-${colour}`} style={{ flexGrow: counts[colour] }} />
              ),
          )}
        </span>
      )}
      <span className="light-counts-figures">
        {COLOURS.map((colour) => (
          <span key={colour} className={counts[colour] ? undefined : 'soft'}>
            <LightShape light={colour} label={t(`parts:${colour}`)} /> {counts[colour]}
          </span>
        ))}
      </span>
    </div>
  );
}
