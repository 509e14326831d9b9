/** Who one is, and the way out. */
import { Button, Dropdown } from 'antd';

import { useDirectory } from '@/api/directory';
import { signOut } from '@/api/renewal';
import { useMe } from '@/api/session';
import { Avatar } from '@/parts/Person';
import { useWords } from '@/words';

export function Account() {
  const { t } = useWords();
  const me = useMe();
  const { person, department } = useDirectory();
  const found = me.person === undefined ? undefined : person(me.person);
  const admin = me.roles.some(({ role }) => role === 'admin');
  const name = found?.name ?? (admin ? t('admin') : me.subject || t('visitor'));
  const where = found && department(found.department)?.name;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', label: where ? `${name} · ${where}` : name, disabled: true },
          { type: 'divider' },
          { key: 'out', label: t('signOut') },
        ],
        onClick: ({ key }) => {
          if (key === 'out') void signOut();
        },
      }}
    >
      <Button type="text" className="account" aria-label={`${t('account')}: ${name}`}>
        <Avatar code={me.person ?? me.subject} name={name} size={28} />
      </Button>
    </Dropdown>
  );
}
