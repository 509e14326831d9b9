/** The review of a plan: what keeps it open, table 8, what becomes of unfinished work, what it teaches; and its closing. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';

import { usePlanName } from '@/api/plan';
import { type Review, reviewOf } from '@/api/reviews';
import { useFormat } from '@/parts/format';
import { LinkButton } from '@/parts/LinkButton';
import { Page, Panel } from '@/parts/Page';
import { DeadEnd, Loaded } from '@/parts/states';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

import { Close } from './Close';
import { Gates, SHOWN } from './Gates';
import './review.css';
import { Rows } from './Rows';
import { Lessons } from './Statistics';
import { Unfinished } from './Unfinished';

export default function ReviewPage() {
  const answer = useQuery(reviewOf(usePlanName()));
  return <Loaded of={answer}>{(review) => <One review={review} />}</Loaded>;
}

function One({ review }: { review: Review }) {
  const { t } = useWords();
  const format = useFormat();
  const { plan, rows, gates, warnings, unfinished, statistics } = review;
  if (plan.status === 'draft') return <DeadEnd title={t('review:notActive')} />;
  const open = plan.status === 'active';
  return (
    <Page
      title={t('review:title')}
      subtitle={
        <span className="facts">
          <span>
            {t('review:subtitle', {
              plan: plan.title,
              from: format.day(plan.period_start),
              to: format.longDay(plan.period_end),
            })}
          </span>
          <span className="tag">{t(`terms:plan_${plan.status}`)}</span>
        </span>
      }
      extra={
        <>
          <LinkButton to={`/plans/${plan.id}/baselines`}>{t('review:compare')}</LinkButton>
          <Button onClick={() => print()}>{t('review:print')}</Button>
        </>
      }
    >
      {open && <Gates plan={plan.id} gates={gates} />}
      <Close review={review} />
      <Rows plan={plan.id} rows={rows} open={open} />
      <Unfinished plan={plan.id} tasks={unfinished} open={open} />
      <Lessons statistics={statistics} />
      {open && warnings.length > 0 && <Warnings warnings={warnings} />}
    </Page>
  );
}

/** What should be written but keeps nothing open, once for each row. */
function Warnings({ warnings }: { warnings: Review['warnings'] }) {
  const { t, both } = useWords();
  const all = [...new Map(warnings.map((one) => [one.row + one.message.zh, one])).values()];
  const { rows, more } = useLong(all, { first: SHOWN, label: t('review:warnings') });
  return (
    <Panel title={t('review:warnings')} className="no-print">
      <ul className="review-warnings">
        {rows.map((one) => (
          <li key={one.row + one.message.zh}>
            <span className="code">{one.row}</span> {both(one.message)} <span className="soft">{both(one.advice)}</span>
          </li>
        ))}
      </ul>
      {more}
    </Panel>
  );
}
