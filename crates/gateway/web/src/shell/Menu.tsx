/** The menu, from the table of views. */
import { NavLink } from 'react-router';

import { type MenuGroup, type View, views } from '@/views';
import { useWords } from '@/words';

import { useCurrentPlan } from './plan';

const GROUPS: MenuGroup[] = ['mine', 'plan', 'company', 'tools'];

/** The address of a view in a plan; nothing where it needs one and there is none. */
function address(view: View, plan: string | undefined): string | undefined {
  if (!view.path.includes(':plan')) return `/${view.path}`;
  return plan && `/${view.path.replace(':plan', plan)}`;
}

function useEntries() {
  const { plan } = useCurrentPlan();
  return views.flatMap((view) => {
    const to = address(view, plan?.id);
    return view.menu && to ? [{ to, ...view.menu }] : [];
  });
}

export function Menu({ onGo }: { onGo?: () => void }) {
  const { t } = useWords();
  const entries = useEntries();
  return (
    <nav aria-label={t('menu')} className="menu">
      {GROUPS.map((group) => {
        const own = entries.filter((entry) => entry.group === group);
        if (!own.length) return null;
        return (
          <div key={group} role="group" aria-labelledby={`menu-${group}`}>
            <h2 id={`menu-${group}`}>{t(group)}</h2>
            <ul>
              {own.map(({ to, label, icon: Icon }) => (
                <li key={to}>
                  <NavLink to={to} end onClick={onGo}>
                    <Icon />
                    {t(label)}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

/** At the bottom of a phone, under the thumb. */
export function PhoneBar() {
  const { t } = useWords();
  const entries = useEntries().filter((entry) => entry.phone);
  return (
    <nav className="phone-bar" aria-label={t('menu')}>
      {entries.map(({ to, label, icon: Icon }) => (
        <NavLink key={to} to={to} end>
          <Icon />
          <span>{t(label)}</span>
        </NavLink>
      ))}
    </nav>
  );
}
