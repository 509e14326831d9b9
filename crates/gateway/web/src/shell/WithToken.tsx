/** Signing in with a token that one has from elsewhere. */
import { Button, Input } from 'antd';
import { useState } from 'react';

import { beginSession } from '@/api/session';
import { useWords } from '@/words';

import { SignInTitle } from './SignInTitle';

export function WithToken() {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const enter = () => setBad(!beginSession(text));
  return (
    <>
      <SignInTitle hint={t('signInTokenHint')}>{t('signIn')}</SignInTitle>
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
