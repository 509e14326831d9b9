/** Adjustments: those that wait for one's decision, one's own, and all of the plan. */
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';

import { type Adjustment, adjustmentsOf, nameOf, waitsFor } from '@/api/adjustments';
import { useDirectory } from '@/api/directory';
import { usePlanName } from '@/api/plan';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { LinkButton } from '@/parts/LinkButton';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import './adjustments.css';

type Which = 'decide' | 'mine' | 'plan';
const WAYS: Which[] = ['decide', 'mine', 'plan'];
const NONE = { decide: 'adjustments:noneDecide', mine: 'adjustments:noneMine', plan: 'adjustments:none' } as const;

export default function Adjustments() {
  const { t } = useWords();
  const me = useMe();
  const { person } = useDirectory();
  const { plan, plans } = useCurrentPlan();
  const named = usePlanName();
  const [search, setSearch] = useSearchParams();
  const which = WAYS.find((way) => way === search.get('show')) ?? 'plan';
  const list = useQuery(adjustmentsOf(which === 'plan' ? named : undefined));
  const home = (code: string) => person(code)?.department ?? '';
  const wanted = (one: Adjustment) =>
    which === 'plan' || (which === 'mine' ? one.applicant === nameOf(me) : waitsFor(one, me, home));
  const titles = new Map(plans.map(({ id, title }) => [id, title]));
  return (
    <Page
      title={t('adjustments:title')}
      subtitle={t('adjustments:subtitle')}
      extra={
        <>
          <Segmented<Which>
            value={which}
            onChange={(show) => setSearch({ show }, { replace: true })}
            options={WAYS.map((value) => ({ value, label: t(`adjustments:show_${value}`) }))}
          />
          {plan?.status === 'active' && (
            <LinkButton primary to={`/plans/${named}/adjustments/new`}>
              {t('adjustments:create')}
            </LinkButton>
          )}
        </>
      }
    >
      <Panel flush>
        <Loaded of={list}>
          {({ items }) => {
            const rows = items.filter(wanted);
            return rows.length ? (
              <List rows={rows} titleOf={which === 'plan' ? undefined : (id) => titles.get(id) ?? id} />
            ) : (
              <Empty title={t(NONE[which])} hint={t('adjustments:noneHint')} />
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}

interface ListProps {
  rows: Adjustment[];
  /** Where rows of several plans stand together. */
  titleOf: ((plan: string) => string) | undefined;
}

function List({ rows, titleOf }: ListProps) {
  const { t } = useWords();
  const format = useFormat();
  const columns: Column<Adjustment>[] = [
    {
      key: 'reason',
      title: t('adjustments:reason'),
      wrap: true,
      cell: ({ id, code, plan_id: plan, reason }) => (
        <Link className="name-link" to={`/plans/${plan}/adjustments/${id}`}>
          <span className="code">{code}</span> {reason || t('adjustments:noReason')}
          {titleOf && <span className="adjustment-plan soft">{titleOf(plan)}</span>}
        </Link>
      ),
    },
    {
      key: 'status',
      title: t('adjustments:status'),
      cell: ({ status }) => <span className={`tag adjustment-${status}`}>{t(`adjustments:status_${status}`)}</span>,
    },
    { key: 'what', title: t('adjustments:what'), cell: ({ fields }) => <Rows fields={fields} /> },
    { key: 'tier', title: t('adjustments:tier'), cell: ({ tier }) => t(`adjustments:tier_${tier}`) },
    { key: 'applicant', title: t('adjustments:applicant'), cell: ({ applicant }) => <Person code={applicant} /> },
    {
      key: 'since',
      title: t('adjustments:since'),
      cell: ({ decided_at: decided, submitted_at: submitted }) => format.moment(decided ?? submitted),
    },
  ];
  return <DataTable label={t('adjustments:title')} columns={columns} rows={rows} rowKey={({ id }) => id} />;
}

/** The first of them are named, the rest are counted. */
const NAMED = 3;

function Rows({ fields }: Pick<Adjustment, 'fields'>) {
  const { t } = useWords();
  const codes = [...new Set(fields.map(({ row }) => row))];
  if (!codes.length) return <span className="soft">{t('adjustments:noFields')}</span>;
  return (
    <span className="path">
      {codes.slice(0, NAMED).map((code) => (
        <span key={code} className="tag">
          {code}
        </span>
      ))}
      {codes.length > NAMED && <span className="soft">{t('adjustments:moreRows', { count: codes.length })}</span>}
    </span>
  );
}
