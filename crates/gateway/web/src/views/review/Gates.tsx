/** What keeps a plan from closing, by rule, each with the way to where it is settled. */
import { CheckCircleOutlined } from '@ant-design/icons';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { Panel } from '@/parts/Page';
import { useLong } from '@/parts/useLong';
import { useWords, type Word } from '@/words';

type Gate = Api<'Finding'>;

/** Of each list shown to begin with: several of them stand on the page, and their entries are tall. */
export const SHOWN = 20;

export function gateGroups(gates: Gate[]): { rule: string; rows: Gate[] }[] {
  return [...new Set(gates.map(({ rule }) => rule))].map((rule) => ({
    rule,
    rows: gates.filter((gate) => gate.rule === rule),
  }));
}

function placeOf(plan: string, { table, row }: Gate): string {
  if (table === 'corrections') return `/plans/${plan}/alerts`;
  return table === 'tasks' ? `/plans/${plan}/tasks/${row}` : `/plans/${plan}/key-results/${row}`;
}

export function Gates({ plan, gates }: { plan: string; gates: Gate[] }) {
  const { t, both } = useWords();
  if (!gates.length) {
    return (
      <p className="review-ready" role="status">
        <CheckCircleOutlined /> {t('review:gatesNone')}
      </p>
    );
  }
  return (
    <Panel title={t('review:gates')} extra={<b>{t('review:gateCount', { count: gates.length })}</b>}>
      <ul className="review-gates">
        {gateGroups(gates).map(({ rule, rows }) => (
          <li key={rule}>
            <p>
              <b>{t(`review:gate_${rule}` as Word)}</b> <code className="soft">{rule}</code>
            </p>
            <p className="soft">{rows[0] && both(rows[0].advice)}</p>
            <Codes plan={plan} gates={rows} label={t(`review:gate_${rule}` as Word)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Codes({ plan, gates, label }: { plan: string; gates: Gate[]; label: string }) {
  const { both } = useWords();
  const { rows, more } = useLong(gates, { first: SHOWN, label });
  return (
    <>
      <p className="review-codes">
        {rows.map((gate) => (
          <Link key={gate.row} className="tag" to={placeOf(plan, gate)} title={both(gate.message)}>
            {gate.row}
          </Link>
        ))}
      </p>
      {more}
    </>
  );
}
