/** Every figure of earned value, row by row. */
import type { EarnedValueRow } from '@/api/forecast';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { SubjectLink } from '@/parts/SubjectLink';
import { useWords } from '@/words';

import { Kind } from './Kind';
import { FIGURES, type Unit } from './value';
import { Index } from './ValueIndex';

interface Props {
  plan: string;
  rows: EarnedValueRow[];
  unit: Unit;
  amount: (value: number) => string;
}

export function ValueTable({ plan, rows, unit, amount }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const none = <span className="soft">–</span>;
  const figure = (term: keyof typeof FIGURES): Column<EarnedValueRow> => ({
    key: term,
    title: term,
    numeric: true,
    cell: (row) => (row[unit] ? amount(row[unit][FIGURES[term]]) : none),
  });
  const index = (which: 'SPI' | 'CPI'): Column<EarnedValueRow> => ({
    key: which,
    title: which,
    cell: (row) => (row[unit] ? <Index of={row[unit]} which={which} /> : none),
  });
  const columns: Column<EarnedValueRow>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: ({ kind, id, code, name }) => (
        <>
          <Kind kind={kind} />{' '}
          {kind === 'plan' ? name : <SubjectLink plan={plan} kind={kind} id={id} code={code} name={name} />}
        </>
      ),
    },
    {
      key: 'based',
      title: t('forecast:based'),
      cell: (row) =>
        row[unit] ? (
          t('forecast:ofTasks', { known: format.number(row[unit].tasks), all: format.number(row.tasks) })
        ) : (
          <span className="soft">{t(`forecast:unknown_${unit}`)}</span>
        ),
    },
    index('SPI'),
    index('CPI'),
    figure('BAC'),
    figure('PV'),
    figure('EV'),
    figure('AC'),
    figure('SV'),
    figure('CV'),
    figure('EAC'),
    figure('ETC'),
    figure('VAC'),
    {
      key: 'TCPI',
      title: 'TCPI',
      numeric: true,
      cell: (row) => {
        const figures = row[unit];
        if (!figures) return none;
        const needed = figures.to_complete_performance_index;
        return needed == null ? <span className="soft">{t('forecast:tcpiNone')}</span> : format.number(needed);
      },
    },
  ];
  return (
    <DataTable
      label={t('forecast:values')}
      columns={columns}
      rows={rows}
      rowKey={({ kind, id }) => kind + id}
      find={({ code, name }) => `${code} ${name}`}
    />
  );
}
