/** What one can do about an alert in its present state. Whether one may is for the server to say, and it says why not. */
import { App, Button } from 'antd';
import { useState } from 'react';

import { type Alert, asRead, useAlertChange } from '@/api/alerts';
import { api, asProblem } from '@/api/client';
import { useOnce } from '@/parts/useOnce';
import { useWords } from '@/words';

import { ActionForm, type Fields } from './ActionForm';

export type Action = 'acknowledge' | 'snooze' | 'explain' | 'correct' | 'accept' | 'reject' | 'worked' | 'notWorked';

/** Likeliest first: it becomes the main button. What is wanted goes by the stage: whoever has asked for time owes it all the same. */
export function actionsOf(alert: Pick<Alert, 'state' | 'stage' | 'level'>): Action[] {
  // Time is given once at each level.
  const isPaused = alert.state === 'acknowledged' || alert.state === 'snoozed';
  const time: Action[] = isPaused ? [] : ['acknowledge', 'snooze'];
  switch (alert.stage) {
    case 'open':
      return [...(alert.level > 1 ? (['correct', 'explain'] as const) : (['explain', 'correct'] as const)), ...time];
    case 'explained':
    case 'reopened':
      return ['correct', ...time];
    case 'correcting':
      return ['accept', 'reject', 'correct'];
    case 'verifying':
      return ['worked', 'notWorked'];
    default:
      return [];
  }
}

export function Actions({ alert }: { alert: Alert }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [form, setForm] = useState<Exclude<Action, 'acknowledge'>>();
  const change = useAlertChange(alert);
  const acknowledge = api.useMutation('post', '/api/v1/alerts/{id}/acknowledgement', change({ state: 'acknowledged' }));
  const snooze = api.useMutation('post', '/api/v1/alerts/{id}/snooze', change({ state: 'snoozed' }));
  const explain = api.useMutation(
    'post',
    '/api/v1/alerts/{id}/explanation',
    change({ state: 'explained', stage: 'explained' }),
  );
  const correct = api.useMutation(
    'post',
    '/api/v1/alerts/{id}/corrections',
    change({ state: 'correcting', stage: 'correcting' }),
  );
  const decide = api.useMutation('post', '/api/v1/alerts/{id}/decision', change({}));
  const verify = api.useMutation('post', '/api/v1/alerts/{id}/verification', change({}));
  const read = asRead(alert);

  const send = (action: Action, fields: Fields): Promise<unknown> => {
    const { text = '', day = '', measure = 'add_resource', owner = '', verification = '' } = fields;
    switch (action) {
      case 'acknowledge':
        return acknowledge.mutateAsync(read);
      case 'snooze':
        return snooze.mutateAsync({ ...read, body: { until: day, reason: text } });
      case 'explain':
        return explain.mutateAsync({ ...read, body: { explanation: text } });
      case 'correct':
        return correct.mutateAsync({ ...read, body: { measure, description: text, owner, due: day, verification } });
      case 'accept':
      case 'reject':
        return decide.mutateAsync({ ...read, body: { accept: action === 'accept', note: text } });
      case 'worked':
      case 'notWorked':
        return verify.mutateAsync({ ...read, body: { worked: action === 'worked', note: text } });
    }
  };
  const act = useOnce(async (action: Action, fields: Fields) => {
    try {
      await send(action, fields);
      setForm(undefined);
      void message.success(t('alerts:done'));
    } catch (error) {
      const { detail, violations } = asProblem(error);
      const why = violations?.map(({ description, advice }) => `${description} ${advice}`).join(' ') ?? detail;
      void message.error(t('alerts:refused', { why }), 6);
    }
  });
  const busy = [acknowledge, snooze, explain, correct, decide, verify].some(({ isPending }) => isPending);
  return (
    <section className="actions" aria-label={t('alerts:act')}>
      {actionsOf(alert).map((action, index) => (
        <Button
          key={action}
          type={index === 0 ? 'primary' : 'default'}
          disabled={busy}
          onClick={() => (action === 'acknowledge' ? void act(action, {}) : setForm(action))}
        >
          {t(`alerts:${action}`)}
        </Button>
      ))}
      {form && (
        <ActionForm
          action={form}
          deadline={alert.due_at}
          busy={busy}
          onSend={(fields) => void act(form, fields)}
          onClose={() => setForm(undefined)}
        />
      )}
    </section>
  );
}
