/** The frame around every view: menu at the side, or at the bottom of a phone; plan, language, appearance, account above. */
import { MenuOutlined } from '@ant-design/icons';
import { Button, Grid } from 'antd';
import { useState } from 'react';
import { Outlet, ScrollRestoration, useNavigation } from 'react-router';

import { useNewDays } from '@/api/clock';
import { useLiveUpdates } from '@/api/live';
import { useWords } from '@/words';

import { Brand } from './Brand';
import { LostLine } from './LostLine';
import { Menu, PhoneBar } from './Menu';
import { PhoneMenu } from './PhoneMenu';
import { TopBar } from './TopBar';

export function Layout() {
  const { t } = useWords();
  const wide = Grid.useBreakpoint().lg ?? true;
  const [menu, setMenu] = useState(false);
  const busy = useNavigation().state === 'loading';
  useLiveUpdates();
  useNewDays();
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      {wide ? (
        <aside className="side">
          <Brand />
          <Menu />
        </aside>
      ) : (
        menu && <PhoneMenu onClose={() => setMenu(false)} />
      )}
      <div className="main">
        <TopBar
          lead={
            wide ? null : (
              <Button
                type="text"
                icon={<MenuOutlined />}
                aria-label={t('menu')}
                aria-haspopup="dialog"
                onClick={() => setMenu(true)}
              />
            )
          }
        />
        <LostLine />
        <main id="content" tabIndex={-1} aria-busy={busy}>
          <Outlet />
        </main>
      </div>
      {!wide && <PhoneBar />}
      <ScrollRestoration />
    </div>
  );
}
