/** Earned value of a plan and its parts, in hours of work or in money. */
import { Checkbox, Segmented } from 'antd';
import { useMemo } from 'react';

import { useCurrency } from '@/api/budgets';
import { type EarnedValueRow, useEarnedValue } from '@/api/forecast';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Stat } from '@/parts/Stat';
import { Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import type { Addressed } from './address';
import { Index } from './ValueIndex';
import { rowsOf, TERMS, type Unit } from './value';
import { ValueTable } from './ValueTable';

export function Value({ plan, address, onChange }: Addressed & { plan: string }) {
  const { t } = useWords();
  const answer = useEarnedValue(plan);
  return (
    <Loaded of={answer}>
      {({ as_of: day, rows }) =>
        rows.some(({ tasks }) => tasks > 0) ? (
          <Board plan={plan} day={day} rows={rows} address={address} onChange={onChange} />
        ) : (
          <Panel>
            <Empty title={t('forecast:valueNone')} hint={t('forecast:valueNoneHint')} />
          </Panel>
        )
      }
    </Loaded>
  );
}

interface BoardProps extends Addressed {
  plan: string;
  day: string;
  rows: EarnedValueRow[];
}

function Board({ plan, day, rows, address: { unit, tasks }, onChange }: BoardProps) {
  const { t } = useWords();
  const format = useFormat();
  const amount = useAmount(unit);
  const mixed = useCurrency() === '';
  const shown = useMemo(() => rowsOf(rows, unit, tasks), [rows, unit, tasks]);
  const whole = rows.find(({ kind }) => kind === 'plan');
  return (
    <>
      <div className="facts">
        <Segmented<Unit>
          aria-label={t('forecast:unit')}
          value={unit}
          onChange={(next) => onChange({ unit: next })}
          options={(['effort', 'cost'] as const).map((value) => ({ value, label: t(`forecast:unit_${value}`) }))}
        />
        <Checkbox checked={tasks} onChange={({ target }) => onChange({ tasks: target.checked })}>
          {t('forecast:withTasks')}
        </Checkbox>
        <span className="soft">{t('forecast:asOf', { day: format.longDay(day) })}</span>
      </div>
      {unit === 'cost' && mixed && <p className="hint">{t('forecast:mixed')}</p>}
      {whole?.[unit] ? (
        <>
          <Figures of={whole[unit]} amount={amount} />
          <Panel title={t('forecast:values')} flush>
            <ValueTable
              plan={plan}
              rows={shown}
              unit={unit}
              // All in hours: the choice above says so once.
              amount={unit === 'effort' ? format.hours : amount}
            />
          </Panel>
        </>
      ) : (
        <Panel>
          <Empty title={t(`forecast:unknown_${unit}`)} hint={t(`forecast:unknownHint_${unit}`)} />
        </Panel>
      )}
      <Terms />
    </>
  );
}

/** How an amount is written in the unit. */
function useAmount(unit: Unit): (value: number) => string {
  const { t } = useWords();
  const format = useFormat();
  const currency = useCurrency() ?? '';
  return (value) =>
    unit === 'effort' ? t('forecast:hours', { hours: format.hours(value) }) : format.money(Math.round(value), currency);
}

function Figures({ of, amount }: { of: NonNullable<EarnedValueRow['effort']>; amount: (value: number) => string }) {
  const { t } = useWords();
  return (
    <div className="forecast-figures">
      <Panel>
        <Stat label={t('forecast:earned')} value={amount(of.earned_value)}>
          {t('forecast:earnedHint', { planned: amount(of.planned_value) })}
        </Stat>
      </Panel>
      <Panel>
        <Stat label={t('forecast:spi')} value={<Index of={of} which="SPI" />} />
      </Panel>
      <Panel>
        <Stat label={t('forecast:cpi')} value={<Index of={of} which="CPI" />} />
      </Panel>
      <Panel>
        <Stat label={t('forecast:eac')} value={amount(of.estimate_at_completion)}>
          {t('forecast:eacHint', { budget: amount(of.budget_at_completion) })}
        </Stat>
      </Panel>
    </div>
  );
}

function Terms() {
  const { t } = useWords();
  return (
    <Panel title={t('forecast:terms')}>
      <dl className="forecast-terms">
        {TERMS.map((term) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{t(`forecast:term_${term}`)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
