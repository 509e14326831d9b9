/** A list that may be long: its beginning, a button for more of it, and a box to find something in it. On paper all of it. */
import { Button, Input } from 'antd';
import { type ReactNode, useDeferredValue, useState } from 'react';

import { useWords } from '@/words';

import { useFormat } from './format';
import { usePrinting } from './usePrinting';

/** How many are added at a time. */
const STEP = 200;

interface Ways<Row> {
  /** So many are shown to begin with. */
  first?: number | undefined;
  /** What somebody who looks for a row would type. */
  find?: ((row: Row) => string) | undefined;
  /** What the list shows. */
  label: string;
}

interface Long<Row> {
  rows: readonly Row[];
  /** Stands above a list that is longer than its beginning. */
  box: ReactNode;
  /** Stands below a list of which something is left. */
  more: ReactNode;
}

export function useLong<Row>(all: readonly Row[], { first = 50, find, label }: Ways<Row>): Long<Row> {
  const { t } = useWords();
  const format = useFormat();
  const printing = usePrinting();
  const [shown, setShown] = useState(first);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const found = wanted && find ? all.filter((row) => find(row).toLowerCase().includes(wanted)) : all;
  const rows = printing ? found : found.slice(0, shown);
  const left = found.length - rows.length;
  return {
    rows,
    box: find && all.length > first && (
      <div className="long-tools no-print">
        <Input
          className="long-find"
          type="search"
          aria-label={t('parts:findIn', { list: label })}
          placeholder={t('parts:find')}
          allowClear
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <span className="soft numbers" role="status">
          {wanted
            ? t('parts:found', { count: found.length, all: format.number(all.length) })
            : t('parts:inAll', { count: all.length })}
        </span>
      </div>
    ),
    more: left > 0 && (
      <div className="long-more no-print">
        <Button onClick={() => setShown(shown + STEP)}>
          {t('parts:showMore', { count: Math.min(left, STEP), left: format.number(left) })}
        </Button>
      </div>
    ),
  };
}
