/** How the plan is simulated: how much a department's tasks hang together, how often, by which chance. */
import { Button, Segmented, Select } from 'antd';

import { useFormat } from '@/parts/format';
import { useWords } from '@/words';

import type { Addressed } from './address';

const RUNS = [0, 1_000, 5_000, 10_000];
const CORRELATIONS = { 0: 'independent', 0.3: 'related', 0.6: 'closely' } as const;

interface Props extends Addressed {
  busy: boolean;
  onAgain: () => void;
}

export function Choices({ address, onChange, busy, onAgain }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const { correlation, runs, seed } = address;
  /** Also what somebody has typed into the address. */
  const withGiven = (usual: number[], given: number) => [...new Set([...usual, given])].sort((a, b) => a - b);
  const told = (figure: number) => {
    const known = Object.entries(CORRELATIONS).find(([value]) => Number(value) === figure)?.[1];
    return known ? t(`forecast:${known}`, { figure: format.number(figure) }) : format.number(figure);
  };
  return (
    <div className="forecast-choices">
      <div className="entry">
        <span>{t('forecast:correlation')}</span>
        <Segmented
          aria-label={t('forecast:correlation')}
          value={correlation}
          onChange={(next) => onChange({ correlation: next })}
          options={withGiven(Object.keys(CORRELATIONS).map(Number), correlation).map((value) => ({
            value,
            label: told(value),
          }))}
        />
      </div>
      <div className="entry">
        <label htmlFor="forecast-runs">{t('forecast:runs')}</label>
        <Select
          id="forecast-runs"
          className="forecast-runs"
          value={runs}
          onChange={(next) => onChange({ runs: next })}
          options={withGiven(RUNS, runs).map((value) => ({
            value,
            label: value ? t('forecast:runsTimes', { number: format.number(value) }) : t('forecast:runsUsual'),
          }))}
        />
      </div>
      <Button title={t('forecast:anotherSeedHint')} onClick={() => onChange({ seed: seed + 1 })}>
        {t('forecast:anotherSeed')}
      </Button>
      <Button type="primary" loading={busy} onClick={onAgain}>
        {t('forecast:again')}
      </Button>
      <p className="soft forecast-hint">{t('forecast:correlationHint')}</p>
    </div>
  );
}
