/** The way in: at a development server by choosing a person, elsewhere with a token of the identity provider. */
import { TranslationOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Skeleton } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';

import { beginSession, whyEnded } from '@/api/session';
import { useWords, setLanguage } from '@/words';

import { Brand } from './Brand';
import { askToken, everyone, grants, type Everyone } from './development';
import { PersonList } from './PersonList';

/** Undefined until it is known whether this server gives tokens; null where it does not. */
function useEveryone(): Everyone | null | undefined {
  const [found, setFound] = useState<Everyone | null>();
  useEffect(() => {
    let gone = false;
    void everyone().then((answer) => {
      if (!gone) setFound(answer);
    });
    return () => {
      gone = true;
    };
  }, []);
  return found;
}

export function SignIn() {
  const { t, lang } = useWords();
  const found = useEveryone();
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
        {found === undefined && <Skeleton active />}
        {found === null && <WithToken />}
        {found && <AsPerson everyone={found} />}
      </main>
      <footer className="sign-in-tagline">{t('tagline')}</footer>
    </div>
  );
}

function Title({ children, hint }: { children: ReactNode; hint: ReactNode }) {
  return (
    <header>
      <h1>{children}</h1>
      <p>{hint}</p>
    </header>
  );
}

function WithToken() {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const enter = () => setBad(!beginSession(text));
  return (
    <>
      <Title hint={t('signInTokenHint')}>{t('signIn')}</Title>
      <Input.TextArea
        rows={5}
        value={text}
        aria-label={t('signInToken')}
        placeholder={t('signInToken')}
        status={bad ? 'error' : ''}
        onChange={({ target }) => setText(target.value)}
      />
      {bad && (
        <p role="alert" className="sign-in-bad">
          {t('signInTokenBad')}
        </p>
      )}
      <Button type="primary" block disabled={!text.trim()} onClick={enter}>
        {t('signIn')}
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
      <Title hint={t('signInHint')}>{t('signInTitle')}</Title>
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
