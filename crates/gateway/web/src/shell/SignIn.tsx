/** The way in: at a development server by choosing a person, elsewhere through the identity provider or with a token of it. */
import { TranslationOutlined } from '@ant-design/icons';
import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useState } from 'react';

import { type Api, http } from '@/api/client';
import { beginSession, whyEnded } from '@/api/session';
import { useWords, setLanguage } from '@/words';

import { Brand } from './Brand';
import { askToken, everyone, grants, type Everyone } from './development';
import { PersonList } from './PersonList';
import { SignInTitle } from './SignInTitle';
import { WithProvider } from './WithProvider';
import { WithToken } from './WithToken';

type Way = { everyone: Everyone } | { provider: Api<'SignInProvider'> | undefined } | 'gone';

async function findWay(): Promise<Way> {
  const { data } = await http.GET('/api/v1/sign-in').catch(() => ({ data: undefined }));
  if (data?.mode === 'oidc') return { provider: data.provider };
  const found = data && (await everyone());
  return found ? { everyone: found } : 'gone';
}

/** How one signs in here: undefined until it is known. */
function useWay() {
  const [way, setWay] = useState<Way>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    void findWay().then((found) => {
      if (!gone) setWay(found);
    });
    return () => {
      gone = true;
    };
  }, [tries]);
  const again = () => {
    setWay(undefined);
    setTries(tries + 1);
  };
  return { way, again };
}

export function SignIn() {
  const { t, lang } = useWords();
  const { way, again } = useWay();
  useEffect(() => {
    document.title = `${t('signIn')} · Cascade`;
  }, [t]);
  return (
    <div className="sign-in">
      <header className="sign-in-top">
        <Brand />
        <Button
          type="text"
          icon={<TranslationOutlined />}
          aria-label={t('languageHint')}
          onClick={() => setLanguage(lang === 'en' ? 'zh-CN' : 'en')}
        >
          {t('language')}
        </Button>
      </header>
      <main className="sign-in-card">
        {whyEnded() === 'expired' && <Alert type="warning" showIcon title={t('signInExpired')} />}
        {way === undefined && <Skeleton active />}
        {way === 'gone' && <Gone again={again} />}
        {typeof way === 'object' &&
          ('everyone' in way ? <AsPerson everyone={way.everyone} /> : <WithAccount {...way} />)}
      </main>
      <footer className="sign-in-tagline">{t('tagline')}</footer>
    </div>
  );
}

function Gone({ again }: { again: () => void }) {
  const { t } = useWords();
  return (
    <>
      <SignInTitle hint={t('signInGoneHint')}>{t('lost')}</SignInTitle>
      <Button block onClick={again}>
        {t('parts:retry')}
      </Button>
    </>
  );
}

/** With the provider where the server names one; a token does everywhere. */
function WithAccount({ provider }: { provider: Api<'SignInProvider'> | undefined }) {
  const { t } = useWords();
  const [byToken, setByToken] = useState(false);
  if (!provider) return <WithToken />;
  return (
    <>
      {byToken ? <WithToken /> : <WithProvider provider={provider} />}
      <Button type="link" size="small" onClick={() => setByToken(!byToken)}>
        {byToken ? t('signInByProvider') : t('signInByToken')}
      </Button>
    </>
  );
}

function AsPerson({ everyone }: { everyone: Everyone }) {
  const { t } = useWords();
  const enter = async (wanted: Parameters<typeof askToken>[0]) => {
    const token = await askToken(wanted);
    if (token) beginSession(token);
  };
  return (
    <>
      <SignInTitle hint={t('signInHint')}>{t('signInTitle')}</SignInTitle>
      <PersonList
        everyone={everyone}
        onChoose={(person) =>
          void enter({ subject: person.name, person: person.code, roles: grants(person, everyone) })
        }
      />
      <div className="sign-in-others">
        <Button block onClick={() => void enter({ subject: 'admin', roles: [{ role: 'admin', department: '*' }] })}>
          {t('signInAdmin')}
        </Button>
        <Button block onClick={() => void enter({ subject: 'visitor', roles: [{ role: 'viewer', department: '*' }] })}>
          {t('signInLook')}
        </Button>
      </div>
    </>
  );
}
