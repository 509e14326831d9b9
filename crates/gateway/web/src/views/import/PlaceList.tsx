/** What is wrong, sheet by sheet, each drawn as the cell that it is in. */
import { Button, Input } from 'antd';
import { useMemo, useState } from 'react';

import type { LightColour } from '@/parts/Light';
import { Panel } from '@/parts/Page';
import { useWords } from '@/words';

import { bySheet, corner, type Place } from './places';

/** As many are shown of a sheet before one asks for more. */
const AT_ONCE = 50;

export function PlaceList({ title, places, light }: { title: string; places: Place[]; light: LightColour }) {
  const { t } = useWords();
  const [asked, setAsked] = useState('');
  const sheets = useMemo(() => bySheet(places, asked), [places, asked]);
  return (
    <Panel
      title={`${title} · ${t('importing:count', { count: places.length })}`}
      className={`places light-${light}`}
      extra={
        <Input.Search
          className="places-filter"
          allowClear
          aria-label={t('importing:filter')}
          placeholder={t('importing:filter')}
          value={asked}
          onChange={(event) => setAsked(event.target.value)}
        />
      }
    >
      {sheets.size === 0 && <p className="soft">{t('importing:filtered')}</p>}
      {[...sheets].map(([sheet, rows]) => (
        <Sheet key={sheet} name={sheet || t('importing:elsewhere')} rows={rows} />
      ))}
    </Panel>
  );
}

function Sheet({ name, rows }: { name: string; rows: Place[] }) {
  const { t } = useWords();
  const [most, setMost] = useState(AT_ONCE);
  const left = rows.length - most;
  return (
    <section className="places-sheet">
      <h3>
        {name} <span className="soft">{t('importing:count', { count: rows.length })}</span>
      </h3>
      <ul>
        {rows.slice(0, most).map((place, index) => (
          <li key={index}>
            <Cell place={place} />
            <div>
              <p>
                <b>{place.message}</b> <span className="code">{place.rule}</span>
              </p>
              {place.advice && <p className="soft">{place.advice}</p>}
            </div>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Button type="link" onClick={() => setMost(most + AT_ONCE)}>
          {t('importing:more', { count: Math.min(left, AT_ONCE) })}
        </Button>
      )}
    </section>
  );
}

/** The cell between the heads of its column and row, with what stands in it. */
function Cell({ place: { cell, value } }: { place: Place }) {
  const { t } = useWords();
  const at = corner(cell);
  const content = value || <i className="soft">{t('importing:empty')}</i>;
  if (!at) {
    return (
      <div className="cell-off">
        <span className="code">{cell}</span>
        <span>{content}</span>
      </div>
    );
  }
  return (
    <div className="cell-on" role="group" aria-label={t('importing:cell', { cell })}>
      <span className="cell-corner" aria-hidden />
      <span className="cell-head" aria-hidden>
        {at.column}
      </span>
      <span className="cell-head" aria-hidden>
        {at.row}
      </span>
      <span className="cell-value" title={value}>
        {content}
      </span>
    </div>
  );
}
