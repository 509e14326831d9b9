/** What can be done with an adjustment in its present state. Whether one may is for the server to say, and it says why not. */
import { App, Button, Input } from 'antd';
import { useState } from 'react';

import { type Adjustment, asRead, nameOf, useAdjustmentChange } from '@/api/adjustments';
import { api } from '@/api/client';
import { useMe } from '@/api/session';
import { Dialog } from '@/parts/Dialog';
import { LinkButton } from '@/parts/LinkButton';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

type Decision = 'approve' | 'reject' | 'withdraw';

/** Likeliest first: it becomes the main button. */
export function decisionsOf(status: Adjustment['status'], own: boolean): Decision[] {
  if (status === 'draft') return own ? ['withdraw'] : [];
  if (status === 'submitted') return own ? ['withdraw', 'approve', 'reject'] : ['approve', 'reject'];
  return [];
}

export function Actions({ adjustment }: { adjustment: Adjustment }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const me = useMe();
  const [asked, setAsked] = useState<Decision>();
  const submit = api.useMutation('post', '/api/v1/adjustments/{id}/submit', useAdjustmentChange());
  const { id, plan_id: plan, status, applicant } = adjustment;
  const own = applicant === nameOf(me);
  const over = status === 'rejected' || status === 'withdrawn';
  const send = async () => {
    await submit.mutateAsync(asRead(adjustment));
    void message.success(t('adjustments:done_submit'));
  };
  return (
    <section className="stack" aria-label={t('adjustments:act')}>
      <div className="actions">
        {status === 'draft' && own && (
          <>
            <Button type="primary" loading={submit.isPending} onClick={() => void send().catch(() => undefined)}>
              {t('adjustments:submit')}
            </Button>
            <LinkButton to={`/plans/${plan}/adjustments/${id}/edit`}>{t('adjustments:edit')}</LinkButton>
          </>
        )}
        {decisionsOf(status, own).map((one) => (
          <Button key={one} type={one === 'approve' && !own ? 'primary' : 'default'} onClick={() => setAsked(one)}>
            {t(`adjustments:${one}`)}
          </Button>
        ))}
        {over && <LinkButton to={`/plans/${plan}/adjustments/new?from=${id}`}>{t('adjustments:again')}</LinkButton>}
      </div>
      <Refusal error={submit.error} />
      {asked && <DecisionForm adjustment={adjustment} decision={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

interface FormProps {
  adjustment: Adjustment;
  decision: Decision;
  onClose: () => void;
}

function DecisionForm({ adjustment, decision, onClose }: FormProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const change = useAdjustmentChange();
  const approve = api.useMutation('post', '/api/v1/adjustments/{id}/approve', change);
  const reject = api.useMutation('post', '/api/v1/adjustments/{id}/reject', change);
  const withdraw = api.useMutation('post', '/api/v1/adjustments/{id}/withdraw', change);
  const { mutateAsync, isPending, error } = { approve, reject, withdraw }[decision];
  // Whoever is refused wants to know why.
  const needed = decision === 'reject';
  const send = async () => {
    await mutateAsync({ ...asRead(adjustment), body: { note: note.trim() } });
    void message.success(t(`adjustments:done_${decision}`));
    onClose();
  };
  return (
    <Dialog
      open
      title={`${t(`adjustments:${decision}`).replace('…', '')} · ${adjustment.code}`}
      okText={t(`adjustments:${decision}`).replace('…', '')}
      cancelText={t('parts:cancel')}
      okButtonProps={{ disabled: needed && !note.trim(), danger: decision !== 'approve' }}
      confirmLoading={isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        <label className="entry">
          <span>{t(needed ? 'adjustments:noteWhy' : 'adjustments:note')}</span>
          <Input.TextArea rows={3} maxLength={1000} value={note} onChange={({ target }) => setNote(target.value)} />
        </label>
        <Refusal error={error} />
      </div>
    </Dialog>
  );
}
