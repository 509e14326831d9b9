/** Budgets side by side: granted, committed, spent, forecast, remaining; where an overrun is coming. */
import { Checkbox, Segmented, Select } from 'antd';
import { Link, useSearchParams } from 'react-router';

import { type BudgetReport, useBudgetReports } from '@/api/budgets';
import { useDirectory } from '@/api/directory';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { LinkButton } from '@/parts/LinkButton';
import { Page, Panel } from '@/parts/Page';
import { Stat } from '@/parts/Stat';
import { Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { BudgetChart } from './BudgetChart';
import { type Line, linesOf, summed } from './figures';
import './budgets.css';

export default function Budgets() {
  const { t } = useWords();
  const answer = useBudgetReports();
  return (
    <Page
      title={t('budgets:title')}
      subtitle={<p>{t('budgets:subtitle')}</p>}
      extra={<LinkButton to="/import">{t('budgets:export')}</LinkButton>}
    >
      <Loaded of={answer}>
        {(reports) =>
          reports.length ? (
            <Board reports={reports} />
          ) : (
            <Panel>
              <Empty title={t('budgets:none')} hint={t('budgets:noneHint')} />
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}

function Board({ reports }: { reports: BudgetReport[] }) {
  const { t } = useWords();
  const { department } = useDirectory();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('department') ?? '';
  const by = search.get('by') === 'department' ? 'department' : 'budget';
  const warned = search.get('warned') === 'true';
  const put = (name: string, value: string) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const shown = reports.filter(({ budget }) => !wanted || budget.department === wanted);
  const nameOf = ({ department: code }: Line) => department(code)?.name ?? code;
  const lines = linesOf(shown).filter(({ warnings }) => !warned || warnings > 0);
  const rows = by === 'department' ? summed(lines, (line) => line.department, nameOf) : lines;
  const departments = [...new Set(reports.map(({ budget }) => budget.department))].sort();
  return (
    <>
      <div className="budget-tools">
        <Segmented
          aria-label={t('budgets:by')}
          value={by}
          onChange={(next) => put('by', next === 'department' ? next : '')}
          options={[
            { value: 'budget', label: t('budgets:byBudget') },
            { value: 'department', label: t('budgets:byDepartment') },
          ]}
        />
        <Select
          className="budget-field"
          aria-label={t('parts:department')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('budgets:anyDepartment')}
          value={wanted || undefined}
          onChange={(code: string | undefined) => put('department', code ?? '')}
          options={departments.map((value) => ({ value, label: department(value)?.name ?? value }))}
        />
        <Checkbox checked={warned} onChange={({ target }) => put('warned', target.checked ? 'true' : '')}>
          {t('budgets:onlyWarned')}
        </Checkbox>
      </div>
      {rows.length === 0 && (
        <Panel>
          <Empty title={t('budgets:noMatch')} />
        </Panel>
      )}
      {rows.length > 0 && (
        <>
          {summed(
            lines,
            () => '',
            () => '',
          ).map((sum) => (
            <Totals key={sum.key} sum={sum} />
          ))}
          <BudgetChart lines={rows} />
          <Panel title={t('budgets:table')} flush>
            <Table rows={rows} nameOf={nameOf} />
          </Panel>
        </>
      )}
    </>
  );
}

/** One row of figures a currency. */
export function Totals({ sum }: { sum: Line }) {
  const { t } = useWords();
  const format = useFormat();
  const money = (minor: number) => format.money(minor, sum.currency);
  const share = (minor: number) =>
    t('budgets:share', { percent: format.share(sum.granted > 0 ? minor / sum.granted : 0) });
  const committed = sum.spent + sum.reserved;
  return (
    <div className="budget-totals">
      <Panel>
        <Stat label={t('budgets:granted')} value={money(sum.granted)} />
      </Panel>
      <Panel>
        <Stat label={t('budgets:committed')} value={money(committed)}>
          {share(committed)}
        </Stat>
      </Panel>
      <Panel>
        <Stat label={t('budgets:spent')} value={money(sum.spent)}>
          {share(sum.spent)}
        </Stat>
      </Panel>
      <Panel>
        <Stat label={t('budgets:forecast')} value={money(sum.forecast)}>
          <Overrun line={sum} />
        </Stat>
      </Panel>
      <Panel>
        <Stat label={t('budgets:free')} value={money(sum.free)}>
          {share(sum.free)}
        </Stat>
      </Panel>
    </div>
  );
}

function Overrun({ line }: { line: Line }) {
  const { t } = useWords();
  const format = useFormat();
  const over = line.forecast - line.granted;
  if (over <= 0) {
    const percent = format.share(line.granted > 0 ? line.forecast / line.granted : 0);
    return <span>{t('budgets:share', { percent })}</span>;
  }
  return <span className="late">{t('budgets:overrun', { amount: format.money(over, line.currency) })}</span>;
}

function Table({ rows, nameOf }: { rows: Line[]; nameOf: (line: Line) => string }) {
  const { t } = useWords();
  const format = useFormat();
  const money = (key: 'granted' | 'spent' | 'reserved' | 'free' | 'forecast'): Column<Line> => ({
    key,
    title: t(`budgets:${key}`),
    numeric: true,
    cell: (line) => format.money(line[key], line.currency),
  });
  return (
    <DataTable
      label={t('budgets:title')}
      rows={rows}
      rowKey={({ key }) => key}
      find={(line) => `${line.code ?? ''} ${line.name} ${nameOf(line)}`}
      columns={[
        {
          key: 'budget',
          title: t('budgets:budget'),
          wrap: true,
          cell: ({ code, name }) =>
            code === undefined ? (
              name
            ) : (
              <Link className="name-link" to={`/budgets/${encodeURIComponent(code)}`}>
                <span className="code">{code}</span> {name}
              </Link>
            ),
        },
        { key: 'department', title: t('parts:department'), cell: nameOf },
        money('granted'),
        money('spent'),
        money('reserved'),
        money('free'),
        money('forecast'),
        {
          key: 'warnings',
          title: t('budgets:warnings'),
          cell: (line) =>
            line.forecast > line.granted ? (
              <Overrun line={line} />
            ) : line.warnings > 0 ? (
              <span className="late">{t('budgets:warned', { count: line.warnings })}</span>
            ) : null,
        },
      ]}
    />
  );
}
