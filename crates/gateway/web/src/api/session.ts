/** Who is signed in. The token lives as long as the browser's tab and is never written to disk. */
import { useSyncExternalStore } from 'react';

/** Role in a department, or in all by `*`. */
export interface Grant {
  role: 'viewer' | 'contributor' | 'manager' | 'executive' | 'admin';
  department: string;
}

export interface Session {
  token: string;
  subject: string;
  /** Code in the directory; absent for those who are nobody there. */
  person: string | undefined;
  roles: Grant[];
  /** When the token ends, in milliseconds since 1970. */
  expires: number;
}

export type Ended = 'signed-out' | 'expired';

/** What a provider gave beside the token. */
export interface Provided {
  issuer: string;
  client: string;
  /** Renews the token. */
  refresh: string | undefined;
  /** Tells the provider who signs out. */
  identity: string | undefined;
}

const KEY = 'cascade.token';
const PROVIDED = 'cascade.provided';
let session = fromAddress() ?? read(sessionStorage.getItem(KEY));
let ended: Ended = 'signed-out';
const listeners = new Set<() => void>();

/** A token in the address (`#token=…`), as links from other systems bring it; it does not stay there. */
function fromAddress(): Session | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!given) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  const found = read(given);
  if (found) {
    sessionStorage.setItem(KEY, given);
    sessionStorage.removeItem(PROVIDED);
  }
  return found;
}

/** What a token says; nothing where it is none or has ended. Whether it is genuine is for the server to say. */
export function read(token: string | null): Session | undefined {
  const payload = token?.split('.')[1];
  if (!token || !payload) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const expires = typeof claims.exp === 'number' ? claims.exp * 1000 : Infinity;
    if (expires <= Date.now()) return undefined;
    return {
      token,
      subject: typeof claims.sub === 'string' ? claims.sub : '',
      person: typeof claims.person === 'string' && claims.person ? claims.person : undefined,
      roles: Array.isArray(claims.cascade_roles) ? (claims.cascade_roles as Grant[]) : [],
      expires,
    };
  } catch {
    return undefined;
  }
}

function tell(next: Session | undefined) {
  session = next;
  listeners.forEach((listener) => listener());
}

export function token(): string | undefined {
  return session?.token;
}

/** Until when the token is good, in milliseconds since 1970; nothing where nobody is signed in. */
export function expires(): number | undefined {
  return session?.expires;
}

/** What the provider gave beside the token; it may outlive the token. */
export function provided(): Provided | undefined {
  const kept = sessionStorage.getItem(PROVIDED);
  return kept === null ? undefined : (JSON.parse(kept) as Provided);
}

/** False where the text is no token, or one that has ended. */
export function beginSession(given: string, by?: Provided): boolean {
  const found = read(given.trim());
  if (!found) return false;
  sessionStorage.setItem(KEY, found.token);
  if (by) sessionStorage.setItem(PROVIDED, JSON.stringify(by));
  else sessionStorage.removeItem(PROVIDED);
  tell(found);
  return true;
}

export function endSession(why: Ended) {
  ended = why;
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(PROVIDED);
  tell(undefined);
}

export function whyEnded(): Ended {
  return ended;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session | undefined {
  return useSyncExternalStore(subscribe, () => session);
}

/** Whoever is signed in; only below the sign-in page. */
export function useMe(): Session {
  const me = useSession();
  if (!me) throw new Error('nobody is signed in');
  return me;
}
