/** Everything that views stand on: queries, language, colours, and who one is. */
import { QueryClientProvider } from '@tanstack/react-query';
import { App as Components, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useEffect, useMemo } from 'react';
import { RouterProvider } from 'react-router';

import { type Session, useSession } from '@/api/session';
import { useWords } from '@/words';

import { makeQueries } from './queries';
import { router } from './routes';
import { SignIn } from './SignIn';
import { nonce } from './styleNonce';
import { themeConfig, useTheme } from './theme';

/** Whoever has asked their system for less motion; asked once, as it is hardly ever changed. */
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A renewed token is still the same person's. */
function identity({ subject, person, roles }: Session): string {
  return JSON.stringify([subject, person, roles]);
}

export function App() {
  const { lang } = useWords();
  const { dark } = useTheme();
  const session = useSession();
  const who = session && identity(session);
  const queries = useMemo(() => (who === undefined ? undefined : makeQueries()), [who]);
  useEffect(() => {
    dayjs.locale(lang === 'en' ? 'en' : 'zh-cn');
  }, [lang]);
  return (
    <ConfigProvider
      theme={themeConfig(dark, still)}
      locale={lang === 'en' ? enUS : zhCN}
      {...(nonce === undefined ? {} : { csp: { nonce } })}
      button={{ autoInsertSpace: false }}
    >
      <Components>
        {queries ? (
          <QueryClientProvider client={queries}>
            <RouterProvider router={router()} />
          </QueryClientProvider>
        ) : (
          <SignIn />
        )}
      </Components>
    </ConfigProvider>
  );
}
