/** The tables of a report; one without rows has nothing to tell. */
import type { Api } from '@/api/client';
import { useWords } from '@/words';

import { DataTable } from './DataTable';
import { useFormat } from './format';

interface Row {
  cells: { zh: string; en: string }[];
  index: number;
}

/** A cell with a day and nothing else. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function ReportSections({ sections }: { sections: Api<'ReportSection'>[] }) {
  const { both } = useWords();
  const format = useFormat();
  return sections
    .filter(({ rows }) => rows.length)
    .map((section) => (
      <section key={section.title.en} className="report-section">
        <h3>{both(section.title)}</h3>
        <DataTable
          label={both(section.title)}
          first={10}
          rows={section.rows.map((cells, index) => ({ cells, index }))}
          rowKey={({ index }) => String(index)}
          columns={section.columns.map((title, at) => ({
            key: String(at),
            title: both(title),
            wrap: true,
            cell: ({ cells }: Row) => {
              const text = cells[at] ? both(cells[at]) : '';
              return DAY.test(text) ? <span className="nowrap">{format.day(text)}</span> : text;
            },
          }))}
        />
      </section>
    ));
}
