/** What a person may do where, as the token says it. The server has the last word; this says beforehand what it will most likely be. */
import type { Grant, Session } from './session';

export type Role = Grant['role'];

const RANK: Record<Role, number> = { viewer: 0, contributor: 1, manager: 2, executive: 3, admin: 4 };
const EVERYWHERE = '*';

/** Whether somebody holds a role, or a higher one, in a department. */
export function holds({ roles }: Pick<Session, 'roles'>, role: Role, department: string): boolean {
  return roles.some(
    (grant) => RANK[grant.role] >= RANK[role] && (grant.department === EVERYWHERE || grant.department === department),
  );
}

/** Whether somebody holds a role, or a higher one, in any department. */
export function holdsAnywhere({ roles }: Pick<Session, 'roles'>, role: Role): boolean {
  return roles.some((grant) => RANK[grant.role] >= RANK[role]);
}
