/** Why somebody may look but not change: the role that is missing, and where. */
import { useDirectory } from '@/api/directory';
import type { Role } from '@/api/rights';
import { useWords } from '@/words';

export function Needs({ role, department }: { role: Role; department?: string }) {
  const { t } = useWords();
  const { department: named } = useDirectory();
  const label = t(`settings:role_${role}`);
  return (
    <p className="settings-needs">
      {department === undefined
        ? t('settings:needsSomewhere', { role: label })
        : t('settings:needs', { role: label, where: named(department)?.name ?? department })}
    </p>
  );
}
