/** The frame around every view: menu at the side, or at the bottom of a phone; plan, language, appearance, account above. */
import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Grid } from 'antd';
import { useState } from 'react';
import { Outlet, ScrollRestoration, useNavigation } from 'react-router';

import { useNewDays } from '@/api/clock';
import { useLiveUpdates } from '@/api/live';
import { useWords } from '@/words';

import { Brand } from './Brand';
import { Menu, PhoneBar } from './Menu';
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
        <Drawer placement="left" open={menu} onClose={() => setMenu(false)} size={272} title={<Brand />}>
          <Menu onGo={() => setMenu(false)} />
        </Drawer>
      )}
      <div className="main">
        <TopBar
          lead={
            wide ? null : (
              <Button type="text" icon={<MenuOutlined />} aria-label={t('menu')} onClick={() => setMenu(true)} />
            )
          }
        />
        <main id="content" tabIndex={-1} aria-busy={busy}>
          <Outlet />
        </main>
      </div>
      {!wide && <PhoneBar />}
      <ScrollRestoration />
    </div>
  );
}
