/** What follows for a request: shown at once, put back with the server's reason where it refuses. */
import { App, Button } from 'antd';
import { useState } from 'react';

import { type Api, asProblem } from '@/api/client';
import { type RequestStep, type ResourceRequest, useRequestStep } from '@/api/requests';
import { useMe } from '@/api/session';
import { byField } from '@/parts/Entry';
import { LinkButton } from '@/parts/LinkButton';
import { Refusal } from '@/parts/Refusal';
import { useOnce } from '@/parts/useOnce';
import { useWords } from '@/words';

import { Findings } from './Findings';
import { isOwn, stepsOf } from './inbox';
import { FIELDS, StepForm } from './StepForm';

/** What waits for a word of whoever takes the step. */
const ASKS: RequestStep[] = ['approve', 'reject', 'fulfil', 'withdraw'];

export function Actions({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const me = useMe();
  const [asked, setAsked] = useState<RequestStep>();
  const step = useRequestStep();
  const steps = stepsOf(request.status, isOwn(request, me));
  const wrong = byField(step.error ? (asProblem(step.error).violations ?? []) : []);
  const over = request.status === 'rejected' || request.status === 'withdrawn';
  const send = useOnce(async (which: RequestStep, body: Api<'RequestMove'>) => {
    try {
      await step.mutateAsync({ request, step: which, body });
      setAsked(undefined);
      void message.success(t(`requests:done_${which}`));
    } catch {
      // Told below, beside what was refused.
    }
  });
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
          wrong={wrong}
          onSend={(body) => void send(asked, body)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {step.error !== null && (
        <div>
          {!(asked && FIELDS.some((field) => wrong.has(field))) && <Refusal error={step.error} />}
          <p className="soft">{t('requests:takenBack')}</p>
        </div>
      )}
      <Findings findings={step.data?.findings ?? []} />
    </section>
  );
}
