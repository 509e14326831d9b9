/** A plain table: printable, scrolled within its own frame where a screen is narrow, and shown in parts where it is long. */
import type { ReactNode } from 'react';

import { useLong } from './useLong';

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the end, in columns. */
  numeric?: boolean;
  /** May break into lines; everything else stays on one. */
  wrap?: boolean;
}

interface Props<Row> {
  /** What the table shows, for those who do not see what stands above it. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** So many rows are shown to begin with. */
  first?: number;
  /** What somebody who looks for a row of a long table would type. */
  find?: (row: Row) => string;
}

export function DataTable<Row>({ label, columns, rows: all, rowKey, first, find }: Props<Row>) {
  const { rows, box, more } = useLong(all, { label, first, find });
  const style = ({ numeric, wrap }: Column<Row>) =>
    [numeric && 'cell-number', wrap && 'cell-wrap'].filter(Boolean).join(' ') || undefined;
  return (
    <>
      {box}
      <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={style(column)}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) => (
                  <td key={column.key} className={style(column)}>
                    {column.wrap ? column.cell(row) : <div className="cell-text">{column.cell(row)}</div>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more}
    </>
  );
}
