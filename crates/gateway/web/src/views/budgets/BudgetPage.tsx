/** One budget: how it stands, what it pays for by key result and task, what waits for it, and its ledger. */
import { useQueries } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';

import { type BudgetReport, type Posting, useBudgetReport, usePostings } from '@/api/budgets';
import { useDirectory } from '@/api/directory';
import { statusOf } from '@/api/progress';
import { type ResourceRequest, useRequests } from '@/api/requests';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { Deadline } from '@/views/requests/Deadline';
import { Status } from '@/views/requests/Status';
import '@/views/requests/requests.css';
import { useWords } from '@/words';

import { Totals } from './Budgets';
import { byKeyResult, linesOf, paidOf } from './figures';
import './budgets.css';

export default function BudgetPage() {
  const { budget: code = '' } = useParams();
  const report = useBudgetReport(code);
  return <Loaded of={report}>{(found) => <One report={found} />}</Loaded>;
}

function One({ report }: { report: BudgetReport }) {
  const { t, both } = useWords();
  const format = useFormat();
  const { department } = useDirectory();
  const { budget, findings } = report;
  const postings = usePostings(budget.code);
  const requests = useRequests();
  const [line] = linesOf([report]);
  const own = (requests.data ?? []).filter((one) => one.budget === budget.code);
  return (
    <Page
      title={budget.name || budget.code}
      lead={<span className="code">{budget.code}</span>}
      subtitle={
        <span className="facts">
          <Link to={`/departments/${encodeURIComponent(budget.department)}`}>
            {department(budget.department)?.name ?? budget.department}
          </Link>
          {report.progress_percent != null && (
            <span>
              {t('budgets:progress')} {format.percent(report.progress_percent)}
            </span>
          )}
        </span>
      }
    >
      {findings.map(({ rule, field, message, advice }) => (
        <p key={rule + field} className="hint" role="status">
          {both(message)} {both(advice)}
        </p>
      ))}
      {line && <Totals sum={line} />}
      <Loaded of={postings}>
        {({ items }) => (
          <>
            <Breakdown requests={own} postings={items} currency={budget.currency} />
            <Waiting requests={own} free={report.available_minor} currency={budget.currency} />
            <Ledger requests={own} postings={items} currency={budget.currency} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

interface PartProps {
  requests: ResourceRequest[];
  postings: Posting[];
  currency: string;
}

function Breakdown({ requests, postings, currency }: PartProps) {
  const { t } = useWords();
  const format = useFormat();
  const paid = paidOf(requests, postings).filter(({ reserved, spent }) => reserved > 0 || spent > 0);
  const plans = [...new Set(paid.map(({ request }) => request.plan_id))];
  const states = useQueries({
    queries: plans.map(statusOf),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  });
  const groups = byKeyResult(paid, states);
  const rows = groups.flatMap(({ key, plan, result, reserved, spent, rows: own }) => [
    { key, plan, result, reserved, spent, one: undefined },
    ...own.map((one) => ({ key: one.request.id, plan, result, reserved: one.reserved, spent: one.spent, one })),
  ]);
  return (
    <Panel title={t('budgets:breakdown')} flush>
      {rows.length === 0 && <Empty title={t('budgets:breakdownNone')} />}
      {rows.length > 0 && (
        <DataTable
          label={t('budgets:breakdown')}
          rows={rows}
          rowKey={({ key }) => key}
          columns={[
            {
              key: 'task',
              title: t('budgets:task'),
              wrap: true,
              cell: ({ plan, result, one }) =>
                one ? (
                  <Link className="name-link budget-task" to={`/plans/${plan}/tasks/${one.request.task_id}`}>
                    <span className="code">{one.task?.code}</span> {one.task?.name ?? one.request.task_id}
                  </Link>
                ) : result ? (
                  <Link className="name-link" to={`/plans/${plan}/key-results/${result.key_result_id}`}>
                    <b>
                      <span className="code">{result.code}</span> {result.description}
                    </b>
                  </Link>
                ) : (
                  <b>{t('budgets:noResult')}</b>
                ),
            },
            {
              key: 'request',
              title: t('budgets:request'),
              cell: ({ one }) =>
                one && (
                  <Link to={`/requests/${one.request.id}`}>
                    {one.request.code} <Status status={one.request.status} />
                  </Link>
                ),
            },
            {
              key: 'spent',
              title: t('budgets:spent'),
              numeric: true,
              cell: ({ spent, one }) => <Sum bold={!one}>{format.money(spent, currency)}</Sum>,
            },
            {
              key: 'reserved',
              title: t('budgets:reserved'),
              numeric: true,
              cell: ({ reserved, one }) => <Sum bold={!one}>{format.money(reserved, currency)}</Sum>,
            },
          ]}
        />
      )}
    </Panel>
  );
}

function Sum({ bold, children }: { bold: boolean; children: string }) {
  return bold ? <b>{children}</b> : <>{children}</>;
}

function Waiting({ requests, free, currency }: { requests: ResourceRequest[]; free: number; currency: string }) {
  const { t } = useWords();
  const format = useFormat();
  const rows = requests.filter(({ status }) => status === 'submitted');
  if (!rows.length) return null;
  const sum = rows.reduce((all, { amount_minor: amount }) => all + (amount ?? 0), 0);
  const left = free - sum;
  return (
    <Panel title={t('budgets:waiting')} flush>
      <p className={left < 0 ? 'budget-note late' : 'budget-note'}>
        {t('budgets:waitingSum', { amount: format.money(sum, currency), left: format.money(left, currency) })}
      </p>
      <DataTable
        label={t('budgets:waiting')}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'request',
            title: t('budgets:request'),
            wrap: true,
            cell: ({ id, code, description }) => (
              <Link className="name-link" to={`/requests/${id}`}>
                <span className="code">{code}</span> {description || code}
              </Link>
            ),
          },
          {
            key: 'amount',
            title: t('budgets:amount'),
            numeric: true,
            cell: ({ amount_minor: amount }) => format.money(amount, currency),
          },
          { key: 'due', title: t('requests:decision'), cell: (request) => <Deadline request={request} /> },
        ]}
      />
    </Panel>
  );
}

function Ledger({ requests, postings, currency }: PartProps) {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  const requestOf = new Map(requests.map((one) => [one.id, one]));
  if (!postings.length) return null;
  return (
    <Panel title={t('budgets:ledger')} flush>
      <DataTable
        label={t('budgets:ledger')}
        rows={postings.toReversed()}
        rowKey={({ id }) => id}
        columns={[
          { key: 'when', title: t('budgets:when'), cell: ({ at }) => format.moment(at) },
          {
            key: 'accounts',
            title: t('budgets:fromTo'),
            cell: ({ from, to }) => `${t(`budgets:account_${from}`)} → ${t(`budgets:account_${to}`)}`,
          },
          {
            key: 'amount',
            title: t('budgets:amount'),
            numeric: true,
            cell: ({ amount_minor: amount }) => format.money(amount, currency),
          },
          {
            key: 'request',
            title: t('budgets:request'),
            wrap: true,
            cell: ({ request_id: id }) => {
              const request = requestOf.get(id);
              return (
                request && (
                  <Link className="name-link" to={`/requests/${id}`}>
                    <span className="code">{request.code}</span> {request.description}
                  </Link>
                )
              );
            },
          },
          { key: 'by', title: t('budgets:by_'), cell: ({ by }) => (person(by) ? <Person code={by} /> : by) },
        ]}
      />
    </Panel>
  );
}
