/** Table 8: goals and their key results, what came of them, and what was learnt. */
import { Button } from 'antd';
import { useState } from 'react';

import type { ReviewRow } from '@/api/reviews';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

import { SHOWN } from './Gates';
import { RowForm } from './RowForm';

const TEXTS = [
  ['highlights', 'review:highlights'],
  ['gaps', 'review:gaps'],
  ['root_cause', 'review:rootCause'],
  ['improvement', 'review:improvement'],
] as const;

interface Props {
  plan: string;
  rows: ReviewRow[];
  /** A closed plan's review stands as it is. */
  open: boolean;
}

export function Rows({ plan, rows, open }: Props) {
  const { t } = useWords();
  const [written, setWritten] = useState<ReviewRow>();
  const long = useLong(rows, {
    first: SHOWN,
    label: t('review:rows'),
    find: ({ code, description }) => `${code} ${description}`,
  });
  return (
    <Panel title={t('review:rows')} flush>
      {long.box}
      <ul className="review-rows">
        {long.rows.map((row) => (
          <Row key={row.subject_id} row={row} onWrite={open ? () => setWritten(row) : undefined} />
        ))}
      </ul>
      {long.more}
      {written && <RowForm key={written.subject_id} plan={plan} row={written} onClose={() => setWritten(undefined)} />}
    </Panel>
  );
}

function Row({ row, onWrite }: { row: ReviewRow; onWrite: (() => void) | undefined }) {
  const { t } = useWords();
  const format = useFormat();
  const isGoal = row.subject_kind === 'goal';
  const figure = (value: number | null | undefined) => (value == null ? '–' : `${format.number(value)}${row.unit}`);
  return (
    <li className={isGoal ? 'review-goal' : undefined}>
      <div className="review-head">
        <h3>
          <span className="tag">{t(isGoal ? 'review:goal' : 'review:keyResult')}</span>{' '}
          <span className="code">{row.code}</span> {row.description}
        </h3>
        {onWrite && (
          <Button size="small" aria-label={t('review:writeRow', { code: row.code })} onClick={onWrite}>
            {t('review:write')}
          </Button>
        )}
      </div>
      <p className="facts">
        <Person code={row.owner} />
        <span>
          <span className="soft">{t('review:target')}</span> <b className="numbers">{figure(row.target)}</b>
        </span>
        {!isGoal && (
          <span>
            <span className="soft">{t('review:final')}</span>{' '}
            <b className="numbers">{row.final_value == null ? t('review:notYet') : figure(row.final_value)}</b>
          </span>
        )}
        <span>
          <span className="soft">{t('review:completion')}</span>{' '}
          <b className="numbers">{format.share(row.completion)}</b>
        </span>
        {row.carried_over && <span className="tag">{t('review:carried')}</span>}
      </p>
      <dl className="review-texts">
        {TEXTS.map(([field, label]) => (
          <div key={field}>
            <dt>{t(label)}</dt>
            <dd className={row[field] ? undefined : 'soft'}>{row[field] || '–'}</dd>
          </div>
        ))}
      </dl>
      {row.improvement_owner && (
        <p className="facts">
          <span className="soft">{t('review:improvementOwner')}</span> <Person code={row.improvement_owner} />
          <span className="soft">{t('review:improvementDue')}</span> {format.longDay(row.improvement_due)}
        </p>
      )}
    </li>
  );
}
