/** What an adjustment changes: before and after side by side, row by row. */
import { Link } from 'react-router';

import type { FieldChange } from '@/api/adjustments';
import { dayOf, useFormat } from '@/parts/format';
import { Empty } from '@/parts/states';
import { useWords, type Word } from '@/words';

import { type Field, kindOf, type Table } from './draft';
import { Value } from './Fields';

const A_DAY = 24 * 60 * 60_000;

/** How far a value moves; nothing where that cannot be said in a figure. */
function Difference({ change }: { change: FieldChange }) {
  const { t } = useWords();
  const format = useFormat();
  const { table, field, from, to } = change;
  const kind = kindOf(table as Table, field as Field);
  if (!from || !to) return null;
  if (kind === 'day') {
    const days = Math.round((dayOf(to).getTime() - dayOf(from).getTime()) / A_DAY);
    return days > 0 ? (
      <span className="late">{t('whatIf:dayLater', { count: days })}</span>
    ) : (
      <span>{t('whatIf:dayEarlier', { count: -days })}</span>
    );
  }
  if (kind !== 'number') return null;
  const by = Number(to) - Number(from);
  const share = Number(from) === 0 || field === 'weight' ? '' : ` (${signed(format.share(by / Number(from)), by)})`;
  return (
    <span className="numbers">
      {signed(format.number(by), by)}
      {share}
    </span>
  );
}

const signed = (text: string, by: number) => (by > 0 ? `+${text}` : text);

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text);
const yearOf = (day: string) => day.slice(0, 4);

interface Props {
  plan: string;
  fields: FieldChange[];
  names: (row: string) => { name: string; unit: string } | undefined;
}

export function ChangesTable({ plan, fields, names }: Props) {
  const { t } = useWords();
  if (!fields.length) return <Empty title={t('adjustments:noFields')} />;
  const oneYear = new Set(fields.flatMap(({ from, to }) => [from, to].filter(isDay).map(yearOf))).size <= 1;
  const rows = [...new Set(fields.map(({ row_id: id }) => id))];
  return (
    <div className="table-frame" role="region" aria-label={t('adjustments:what')} tabIndex={0}>
      <table className="table adjustment-changes">
        <thead>
          <tr>
            <th scope="col">{t('adjustments:field')}</th>
            <th scope="col">{t('adjustments:before')}</th>
            <th scope="col">{t('adjustments:after')}</th>
            <th scope="col">{t('adjustments:difference')}</th>
          </tr>
        </thead>
        {rows.map((id) => {
          const own = fields.filter((change) => change.row_id === id);
          const [first] = own;
          if (!first) return null;
          const known = names(id);
          return (
            <tbody key={id}>
              <tr className="adjustment-row">
                <th scope="rowgroup" colSpan={4}>
                  <span className="tag">{t(`adjustments:table_${first.table}` as Word)}</span>{' '}
                  <RowLink plan={plan} change={first} name={known?.name ?? ''} />
                </th>
              </tr>
              {own.map((change) => (
                <tr key={change.field}>
                  <th scope="row">{t(`adjustments:field_${change.field}` as Word)}</th>
                  <td className="cell-wrap">
                    <Value {...change} value={change.from} unit={known?.unit ?? ''} short={oneYear} />
                  </td>
                  <td className="cell-wrap">
                    <ins>
                      <Value {...change} value={change.to} unit={known?.unit ?? ''} short={oneYear} />
                    </ins>
                  </td>
                  <td>
                    <Difference change={change} />
                  </td>
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

const PLACES: Partial<Record<string, string>> = { goals: 'why', key_results: 'key-results', tasks: 'tasks' };

function RowLink({ plan, change, name }: { plan: string; change: FieldChange; name: string }) {
  const place = PLACES[change.table];
  return (
    <Link className="name-link" to={place ? `/plans/${plan}/${place}/${change.row_id}` : `/plans/${plan}`}>
      <span className="code">{change.row}</span> {name}
    </Link>
  );
}
