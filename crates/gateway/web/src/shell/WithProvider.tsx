/** Signing in with the organisation's identity provider: there, and back. */
import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useState } from 'react';

import type { Api } from '@/api/client';
import type { Fault } from '@/api/provider';
import { provided } from '@/api/session';
import { useWords } from '@/words';

import { SignInTitle } from './SignInTitle';

interface Told {
  fault: Fault;
  detail: string;
}

const load = () => import('@/api/provider');

function told(error: unknown): Told {
  // Not by its class: that is in a file which may not have been loaded.
  const fault = error instanceof Error && 'fault' in error ? (error.fault as Fault) : 'unreachable';
  return { fault, detail: error instanceof Error ? error.message : String(error) };
}

/** On the way back from the provider, which gave an answer in the address. */
const isBack = () => location.pathname === '/sign-in/return';

export function WithProvider({ provider }: { provider: Api<'SignInProvider'> }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(() => isBack() || Boolean(provided()?.refresh));
  const [wrong, setWrong] = useState<Told>();
  useEffect(() => {
    if (isBack()) {
      load()
        .then(({ enter }) => enter(provider))
        .catch((error: unknown) => setWrong(told(error)))
        .finally(() => setBusy(false));
    } else if (provided()?.refresh) {
      // The tab was asleep for longer than the token was good.
      load()
        .then(({ renew }) => renew())
        .catch(() => undefined)
        .finally(() => setBusy(false));
    }
  }, [provider]);
  const leave = () => {
    setBusy(true);
    setWrong(undefined);
    load()
      .then((way) => way.leave(provider))
      .catch((error: unknown) => {
        setWrong(told(error));
        setBusy(false);
      });
  };
  if (busy && !wrong) return <Skeleton active title={{ width: '40%' }} paragraph={{ rows: 2 }} />;
  return (
    <>
      <SignInTitle hint={t('signInProviderHint', { host: new URL(provider.issuer).host })}>{t('signIn')}</SignInTitle>
      {wrong && (
        <Alert
          type="error"
          showIcon
          title={t(FAULTS[wrong.fault])}
          description={wrong.detail || undefined}
          role="alert"
        />
      )}
      <Button type="primary" block size="large" loading={busy} onClick={leave}>
        {wrong ? t('signInAgain') : t('signInProvider')}
      </Button>
    </>
  );
}

const FAULTS = {
  insecure: 'signInInsecure',
  unreachable: 'signInUnreachable',
  refused: 'signInRefused',
  stranger: 'signInStranger',
  faulty: 'signInFaulty',
  unwelcome: 'signInUnwelcome',
} as const satisfies Record<Fault, string>;
