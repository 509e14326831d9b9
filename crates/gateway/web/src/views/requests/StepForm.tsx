/** What whoever takes a step says with it: how much is granted and for when, what arrived, why. */
import { Button, DatePicker, Input, InputNumber } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';

import type { Api } from '@/api/client';
import { useToday } from '@/api/clock';
import { useCoded } from '@/api/coded';
import type { RequestStep, ResourceRequest } from '@/api/requests';
import { Entry } from '@/parts/Entry';
import { digitsOf, useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { useWords } from '@/words';

/** Fields that a refusal is said at. */
export const FIELDS = [
  'granted_quantity',
  'granted_amount_minor',
  'granted_arrival',
  'note',
  'actual_arrival',
  'spent_minor',
];

interface Props {
  request: ResourceRequest;
  step: RequestStep;
  busy: boolean;
  /** What the server said, by field. */
  wrong: Map<string, string>;
  onSend: (body: Api<'RequestMove'>) => void;
  onClose: () => void;
}

export function StepForm({ request, step, busy, wrong, onSend, onClose }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const today = useToday();
  const currency = useCoded('budget', request.budget).data?.currency ?? 'CNY';
  const factor = 10 ** digitsOf(currency);
  const asked = request.amount_minor ?? undefined;
  const granted = request.granted_amount_minor ?? asked;
  const [note, setNote] = useState('');
  const [day, setDay] = useState((step === 'approve' ? request.expected_arrival : today) ?? '');
  const [money, setMoney] = useState<number | null>(granted === undefined ? null : granted / factor);
  const [quantity, setQuantity] = useState<number | null>(request.quantity ?? null);
  const [approve, reject, fulfil] = [step === 'approve', step === 'reject', step === 'fulfil'];
  const minor = money === null ? undefined : Math.round(money * factor);
  const less =
    (asked !== undefined && minor !== undefined && minor < asked) ||
    (request.quantity != null && quantity !== null && quantity < request.quantity);
  const partial = approve && (less || day > request.expected_arrival);
  const send = () => {
    const body: Api<'RequestMove'> = note.trim() ? { note: note.trim() } : {};
    // All that was asked for is what is granted where nothing else is said.
    if (approve && asked !== undefined && minor !== undefined && minor !== asked) body.granted_amount_minor = minor;
    if (approve && asked === undefined && quantity !== null && quantity !== request.quantity) {
      body.granted_quantity = quantity;
    }
    if (approve && day && day !== request.expected_arrival) body.granted_arrival = day;
    if (fulfil && day) body.actual_arrival = day;
    if (fulfil && minor !== undefined) body.spent_minor = minor;
    onSend(body);
  };
  const date = (field: 'granted_arrival' | 'actual_arrival', label: string) => (
    <Entry id={`step-${field}`} label={label} wrong={wrong.get(field)}>
      {(id, status) => (
        <DatePicker
          id={id}
          className="full"
          status={status}
          inputReadOnly
          allowClear={false}
          value={day ? dayjs(day) : null}
          onChange={(next) => setDay(next ? next.format('YYYY-MM-DD') : '')}
        />
      )}
    </Entry>
  );
  return (
    <Panel title={t(`requests:${step}`)}>
      <div className="request-form">
        {approve && <p className="soft">{t('requests:approveHint')}</p>}
        {(approve || fulfil) && asked !== undefined && (
          <Entry
            id="step-amount"
            label={approve ? t('requests:grantedOf', { asked: format.money(asked, currency) }) : t('requests:spent')}
            wrong={wrong.get('granted_amount_minor') ?? wrong.get('spent_minor')}
          >
            {(id, status) => (
              <InputNumber id={id} className="full" status={status} min={0} value={money} onChange={setMoney} />
            )}
          </Entry>
        )}
        {approve && asked === undefined && request.quantity != null && (
          <Entry
            id="step-quantity"
            label={t('requests:grantedOf', { asked: `${format.number(request.quantity)} ${request.unit}`.trim() })}
            wrong={wrong.get('granted_quantity')}
          >
            {(id, status) => (
              <InputNumber id={id} className="full" status={status} min={0} value={quantity} onChange={setQuantity} />
            )}
          </Entry>
        )}
        {approve &&
          request.expected_arrival &&
          date('granted_arrival', t('requests:grantedDay', { day: format.longDay(request.expected_arrival) }))}
        {fulfil && date('actual_arrival', t('requests:arrivedOn'))}
        <Entry
          id="step-note"
          label={t(reject ? 'requests:noteReject' : partial ? 'requests:noteLess' : 'requests:note')}
          wrong={wrong.get('note')}
        >
          {(id, status) => (
            <Input.TextArea
              id={id}
              status={status}
              rows={3}
              maxLength={1000}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          )}
        </Entry>
        <div className="request-actions">
          <Button type="primary" loading={busy} disabled={reject && !note.trim()} danger={reject} onClick={send}>
            {t(partial ? 'requests:approvePart' : `requests:${step}`)}
          </Button>
          <Button onClick={onClose}>{t('parts:cancel')}</Button>
        </div>
      </div>
    </Panel>
  );
}
