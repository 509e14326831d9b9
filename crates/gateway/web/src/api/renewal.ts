/** Keeps a session that a provider vouches for: renewed before its token ends, ended at the provider too. */
import { endSession, expires, provided } from './session';

/** Longest that a request takes, and clocks that differ. */
const AHEAD_MS = 45_000;

let running: Promise<void> | undefined;

/** Renews a token that is about to end; asked before every request, and done once for those that ask together. */
export async function renewed(): Promise<void> {
  const until = expires();
  if (until === undefined || until - Date.now() > AHEAD_MS || !provided()?.refresh) return;
  running ??= import('./provider')
    .then(({ renew }) => renew())
    // Where the provider is not there the old token is tried: perhaps it is good enough.
    .catch(() => undefined)
    .finally(() => {
      running = undefined;
    });
  await running;
}

/** Ends the session, and the provider's own where it offers that: else the next one would sign in as this one. */
export async function signOut() {
  const given = provided();
  endSession('signed-out');
  if (!given) return;
  const address = await import('./provider').then(({ wayOut }) => wayOut(given)).catch(() => undefined);
  if (address) location.assign(address);
}
