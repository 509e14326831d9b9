/** A row of the review, written whole. */
import { App, Checkbox, DatePicker, Input, InputNumber } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';

import { api } from '@/api/client';
import { type ReviewRow, useReviewChange } from '@/api/reviews';
import { Dialog } from '@/parts/Dialog';
import { PersonSelect } from '@/parts/PersonSelect';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

interface Props {
  plan: string;
  row: ReviewRow;
  onClose: () => void;
}

export function RowForm({ plan, row, onClose }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [draft, setDraft] = useState(row);
  const set = (fields: Partial<ReviewRow>) => setDraft((before) => ({ ...before, ...fields }));
  const save = api.useMutation('put', '/api/v1/plans/{plan}/review/{subject}', useReviewChange());
  const send = async () => {
    const { highlights, gaps, root_cause, improvement, improvement_owner, improvement_due, carried_over } = draft;
    await save.mutateAsync({
      params: { path: { plan, subject: row.subject_id } },
      // A row that nobody has written yet has no version to match.
      headers: row.version > 0 ? { 'if-match': `"${row.version}"` } : {},
      body: {
        ...{ highlights, gaps, root_cause, improvement, improvement_owner, carried_over },
        improvement_due: improvement_due ?? '',
        final_value: draft.final_value ?? null,
      },
    });
    void message.success(t('review:saved'));
    onClose();
  };
  const area = (field: 'highlights' | 'gaps' | 'root_cause' | 'improvement', label: string) => (
    <label className="entry">
      <span>{label}</span>
      <Input.TextArea
        rows={2}
        maxLength={2000}
        value={draft[field]}
        onChange={({ target }) => set({ [field]: target.value })}
      />
    </label>
  );
  return (
    <Dialog
      open
      width={640}
      title={`${row.code} ${row.description}`}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      confirmLoading={save.isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        {row.subject_kind === 'key_result' && (
          <label className="entry">
            <span>{t('review:final')}</span>
            <InputNumber
              className="full"
              value={draft.final_value ?? null}
              onChange={(value) => set({ final_value: value })}
              suffix={row.unit}
            />
            <span className="entry-now">{t('review:finalHint')}</span>
          </label>
        )}
        {area('highlights', t('review:highlights'))}
        {area('gaps', t('review:gaps'))}
        {area('root_cause', t('review:rootCause'))}
        {area('improvement', t('review:improvement'))}
        <div className="review-pair">
          <div className="entry">
            <label htmlFor="review-owner">{t('review:improvementOwner')}</label>
            <PersonSelect<string | null>
              id="review-owner"
              allowClear
              value={draft.improvement_owner || null}
              onChange={(owner: string | null | undefined) => set({ improvement_owner: owner ?? '' })}
            />
          </div>
          <div className="entry">
            <label htmlFor="review-due">{t('review:improvementDue')}</label>
            <DatePicker
              id="review-due"
              className="full"
              value={draft.improvement_due ? dayjs(draft.improvement_due) : null}
              onChange={(at) => set({ improvement_due: at?.format('YYYY-MM-DD') ?? null })}
            />
          </div>
        </div>
        <Checkbox checked={draft.carried_over} onChange={({ target }) => set({ carried_over: target.checked })}>
          {t('review:carry')}
        </Checkbox>
        <Refusal error={save.error} />
      </div>
    </Dialog>
  );
}
