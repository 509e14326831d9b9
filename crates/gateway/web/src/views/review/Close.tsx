/** Closing a plan: what goes on in which plan, and the end. */
import { Button, Input } from 'antd';
import { useState } from 'react';

import { api, type Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { useGoals } from '@/api/plan';
import { type Review, useReviewChange } from '@/api/reviews';
import { holds } from '@/api/rights';
import { useMe } from '@/api/session';
import { Dialog } from '@/parts/Dialog';
import { LinkButton } from '@/parts/LinkButton';
import { Panel } from '@/parts/Page';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

import { periodAfter } from './next';

export function Close({ review }: { review: Review }) {
  const { t } = useWords();
  const me = useMe();
  const { department } = useDirectory();
  const goals = useGoals().data?.items ?? [];
  const [asked, setAsked] = useState(false);
  const [closed, setClosed] = useState<Api<'ClosingAnswer'>>();
  const lacking = [...new Set(goals.map((goal) => goal.department))].filter((code) => !holds(me, 'manager', code));
  if (closed) return <Closed answer={closed} />;
  if (review.plan.status === 'closed') return <Closed />;
  return (
    <section className="review-close no-print">
      <Button type="primary" disabled={review.gates.length > 0 || lacking.length > 0} onClick={() => setAsked(true)}>
        {t('review:close')}
      </Button>
      <span className="soft">
        {lacking.length
          ? t('review:closeNeeds', { where: lacking.map((code) => department(code)?.name ?? code).join('、') })
          : t('review:closeHint')}
      </span>
      {asked && <CloseForm review={review} onClosed={setClosed} onCancel={() => setAsked(false)} />}
    </section>
  );
}

function Closed({ answer }: { answer?: Api<'ClosingAnswer'> }) {
  const { t } = useWords();
  return (
    <Panel>
      <div className="review-closed" role="status">
        <b>{t('review:closed')}</b>
        <span className="soft">{t('review:closedHint')}</span>
        {answer?.next_plan && (
          <>
            <span>
              {t('review:carriedOver', {
                goals: answer.goals_carried,
                results: answer.key_results_carried,
                tasks: answer.tasks_carried,
              })}
            </span>
            <LinkButton primary to={`/plans/${answer.next_plan.id}`}>
              {t('review:openNext')}
            </LinkButton>
          </>
        )}
      </div>
    </Panel>
  );
}

interface FormProps {
  review: Review;
  onClosed: (answer: Api<'ClosingAnswer'>) => void;
  onCancel: () => void;
}

function CloseForm({ review, onClosed, onCancel }: FormProps) {
  const { t } = useWords();
  const { plan, rows, unfinished } = review;
  const goesOn =
    rows.some(({ carried_over: carried }) => carried) ||
    unfinished.some(({ disposition }) => disposition === 'carried_over');
  const [next, setNext] = useState(() => periodAfter(plan));
  const close = api.useMutation('post', '/api/v1/plans/{plan}/close', useReviewChange());
  const send = async () => {
    const answer = await close.mutateAsync({
      params: { path: { plan: plan.id } },
      headers: { 'if-match': `"${plan.version}"` },
      body: { next: goesOn ? next : null },
    });
    onClosed(answer);
  };
  const entry = (field: keyof typeof next, label: string, type = 'text') => (
    <label className="entry">
      <span>{label}</span>
      <Input
        type={type}
        value={next[field]}
        onChange={({ target }) => setNext((before) => ({ ...before, [field]: target.value }))}
      />
    </label>
  );
  return (
    <Dialog
      open
      title={t('review:closeTitle', { code: plan.code })}
      okText={t('review:closeNow')}
      cancelText={t('parts:cancel')}
      okButtonProps={{ danger: true, disabled: goesOn && !Object.values(next).every(Boolean) }}
      confirmLoading={close.isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onCancel}
    >
      <div className="stack">
        <p>{t('review:closeHint')}</p>
        {goesOn ? (
          <>
            <h3 className="review-sub-title">{t('review:goesOn')}</h3>
            <p className="soft">{t('review:goesOnHint')}</p>
            <div className="review-pair">
              {entry('code', t('review:nextCode'))}
              {entry('title', t('review:nextTitle'))}
              {entry('period_start', t('review:nextStart'), 'date')}
              {entry('period_end', t('review:nextEnd'), 'date')}
            </div>
          </>
        ) : (
          <p className="soft">{t('review:goesOnNone')}</p>
        )}
        <Refusal error={close.error} />
      </div>
    </Dialog>
  );
}
