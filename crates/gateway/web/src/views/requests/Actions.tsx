/** What follows for a request: shown at once, put back with the server's reason where it refuses. */
import { App, Button, DatePicker, Input, InputNumber } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';

import { useBudgets } from '@/api/budgets';
import type { Api } from '@/api/client';
import { useToday } from '@/api/clock';
import { type RequestStep, type ResourceRequest, useRequestStep } from '@/api/requests';
import { useMe } from '@/api/session';
import { digitsOf } from '@/parts/format';
import { LinkButton } from '@/parts/LinkButton';
import { Panel } from '@/parts/Page';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

import { Findings } from './Findings';
import { isOwn, stepsOf } from './inbox';

/** What waits for a word of whoever takes the step. */
const ASKS: RequestStep[] = ['approve', 'reject', 'fulfil', 'withdraw'];

export function Actions({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const me = useMe();
  const [asked, setAsked] = useState<RequestStep>();
  const step = useRequestStep();
  const steps = stepsOf(request.status, isOwn(request, me));
  const over = request.status === 'rejected' || request.status === 'withdrawn';
  const send = async (which: RequestStep, body: Api<'RequestMove'>) => {
    try {
      await step.mutateAsync({ request, step: which, body });
      setAsked(undefined);
      void message.success(t(`requests:done_${which}`));
    } catch {
      // Told below, beside what was refused.
    }
  };
  return (
    <section className="stack" aria-label={t('requests:act')}>
      <div className="request-actions">
        {steps.map((one, at) => (
          <Button
            key={one}
            type={at === 0 ? 'primary' : 'default'}
            disabled={step.isPending}
            aria-expanded={ASKS.includes(one) ? asked === one : undefined}
            onClick={() => {
              step.reset();
              if (ASKS.includes(one)) setAsked(asked === one ? undefined : one);
              else void send(one, {});
            }}
          >
            {t(`requests:${one}`)}
          </Button>
        ))}
        {over && (
          <LinkButton to={`/requests/new?plan=${request.plan_id}&task=${request.task_id}&like=${request.id}`}>
            {t('requests:again')}
          </LinkButton>
        )}
      </div>
      {asked && (step.isPending || steps.includes(asked)) && (
        <StepForm
          key={asked}
          request={request}
          step={asked}
          busy={step.isPending}
          onSend={(body) => void send(asked, body)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {step.error !== null && (
        <div>
          <Refusal error={step.error} />
          <p className="soft">{t('requests:takenBack')}</p>
        </div>
      )}
      <Findings findings={step.data?.findings ?? []} />
    </section>
  );
}

interface FormProps {
  request: ResourceRequest;
  step: RequestStep;
  busy: boolean;
  onSend: (body: Api<'RequestMove'>) => void;
  onClose: () => void;
}

function StepForm({ request, step, busy, onSend, onClose }: FormProps) {
  const { t } = useWords();
  const today = useToday();
  const { budget } = useBudgets();
  const factor = 10 ** digitsOf(budget(request.budget)?.currency ?? 'CNY');
  const [note, setNote] = useState('');
  const [day, setDay] = useState(today ?? '');
  const [spent, setSpent] = useState((request.amount_minor ?? 0) / factor);
  const needed = step === 'reject';
  const fulfil = step === 'fulfil';
  const send = () => {
    const body: Api<'RequestMove'> = note.trim() ? { note: note.trim() } : {};
    if (fulfil && day) body.actual_arrival = day;
    if (fulfil && request.amount_minor != null) body.spent_minor = Math.round(spent * factor);
    onSend(body);
  };
  return (
    <Panel title={t(`requests:${step}`)}>
      <div className="request-form">
        {fulfil && (
          <label>
            <span>{t('requests:arrivedOn')}</span>
            <DatePicker
              inputReadOnly
              allowClear={false}
              value={day ? dayjs(day) : null}
              onChange={(next) => setDay(next ? next.format('YYYY-MM-DD') : '')}
            />
          </label>
        )}
        {fulfil && request.amount_minor != null && (
          <label>
            <span>{t('requests:spent')}</span>
            <InputNumber className="full" min={0} value={spent} onChange={(next) => setSpent(next ?? 0)} />
          </label>
        )}
        <label>
          <span>{t(needed ? 'requests:noteReject' : 'requests:note')}</span>
          <Input.TextArea rows={3} maxLength={1000} value={note} onChange={({ target }) => setNote(target.value)} />
        </label>
        <div className="request-actions">
          <Button type="primary" loading={busy} disabled={needed && !note.trim()} danger={needed} onClick={send}>
            {t(`requests:${step}`)}
          </Button>
          <Button onClick={onClose}>{t('parts:cancel')}</Button>
        </div>
      </div>
    </Panel>
  );
}
