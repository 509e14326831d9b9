/** A person by code: the name that everybody knows, and the department for those who do not. */
import { Tooltip } from 'antd';

import { useDirectory } from '@/api/directory';

/** The same person has the same colour on every page. */
function hue(code: string): number {
  return Array.from(code).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) * 137;
}

/** Family name in Chinese; initials otherwise. */
export function initials(name: string): string {
  if (/\p{Script=Han}/u.test(name)) return name.slice(0, 1);
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.slice(0, 1).toUpperCase())
    .join('');
}

export function Avatar({ code, name, size = 22 }: { code: string; name: string; size?: number }) {
  return (
    <span
      className="avatar"
      aria-hidden
      style={{ width: size, height: size, fontSize: size * 0.48, background: `hsl(${hue(code)} 45% 38%)` }}
    >
      {initials(name)}
    </span>
  );
}

export function Person({ code }: { code: string }) {
  const { person, department } = useDirectory();
  const found = person(code);
  const name = found?.name ?? code;
  const where = found ? department(found.department)?.name : undefined;
  return (
    <Tooltip title={[name, where, code].filter(Boolean).join(' · ')}>
      <span className="person">
        <Avatar code={code} name={name} />
        <span className="person-name">{name}</span>
      </span>
    </Tooltip>
  );
}
