/**
 * The menu of a phone, over the page. The browser's own dialog keeps focus inside, closes with Escape and gives the focus back; the
 * components' drawer would keep the page from scrolling with a style that the policy refuses, here `base.css` does.
 */
import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';

import { useWords } from '@/words';

import { Brand } from './Brand';
import { Menu } from './Menu';

export function PhoneMenu({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="phone-menu"
      aria-label={t('menu')}
      onClose={onClose}
      // Beside the menu is the page: whoever touches it wants back.
      onClick={({ target }) => target === dialog.current && onClose()}
    >
      <div className="phone-menu-in">
        <header>
          <Brand />
          <Button type="text" icon={<CloseOutlined />} aria-label={t('closeMenu')} onClick={onClose} />
        </header>
        <Menu onGo={onClose} />
      </div>
    </dialog>
  );
}
