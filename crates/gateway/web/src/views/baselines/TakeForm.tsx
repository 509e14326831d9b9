/** Keeps the plan as it is now. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';

import { api } from '@/api/client';
import { Dialog } from '@/parts/Dialog';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

export function TakeForm({ plan }: { plan: string }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const take = api.useMutation('post', '/api/v1/plans/{plan}/baselines', {
    onSettled: () => void queries.invalidateQueries(),
  });
  const send = async () => {
    const { number } = await take.mutateAsync({ params: { path: { plan } }, body: { reason: reason.trim() } });
    setOpen(false);
    setReason('');
    void message.success(t('baselines:taken', { number }));
  };
  return (
    <>
      <Button className="no-print" onClick={() => setOpen(true)}>
        {t('baselines:take')}
      </Button>
      <Dialog
        open={open}
        title={t('baselines:take')}
        okText={t('baselines:take')}
        cancelText={t('parts:cancel')}
        okButtonProps={{ disabled: !reason.trim() }}
        confirmLoading={take.isPending}
        onOk={() => void send().catch(() => undefined)}
        onCancel={() => setOpen(false)}
      >
        <div className="stack">
          <label className="entry">
            <span>{t('baselines:takeReason')}</span>
            <Input value={reason} maxLength={1000} onChange={({ target }) => setReason(target.value)} />
          </label>
          <Refusal error={take.error} />
        </div>
      </Dialog>
    </>
  );
}
