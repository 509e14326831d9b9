/**
 * Signing in with an OpenID Connect provider: authorization code flow with PKCE, as a public client (RFC 9700). Loaded where a server
 * names a provider, and not before.
 */
import * as oauth from 'oauth4webapi';

import type { Api } from './client';
import { beginSession, endSession, type Provided, provided } from './session';

type Provider = Api<'SignInProvider'>;

/** Where the provider sends people back to. */
export const RETURN = '/sign-in/return';
const BEGUN = 'cascade.sign-in';

/** A sign-in that was begun: what its answer is checked by. */
interface Begun {
  state: string;
  nonce: string;
  verifier: string;
  /** Where one was. */
  back: string;
}

export type Fault = 'insecure' | 'unreachable' | 'refused' | 'stranger' | 'faulty' | 'unwelcome';

/** Why nobody is signed in, and in whose words. */
export class SignInFault extends Error {
  constructor(
    readonly fault: Fault,
    detail = '',
  ) {
    super(detail);
  }
}

/** Plain HTTP stays on this machine: the server takes no other issuer without TLS. */
function options(issuer: string) {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that nobody uses it without such a reason
  return { [oauth.allowInsecureRequests]: new URL(issuer).protocol === 'http:' };
}

let known: Promise<oauth.AuthorizationServer> | undefined;

/** What the provider says of itself. */
function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  const asked =
    known ??
    oauth
      .discoveryRequest(url, { algorithm: 'oidc', ...options(issuer) })
      .then((answer) => oauth.processDiscoveryResponse(url, answer));
  known = asked;
  return asked.catch((error: unknown) => {
    known = undefined;
    throw new SignInFault('unreachable', String(error));
  });
}

const returnAddress = () => location.origin + RETURN;

/** Sends people to the provider. */
export async function leave({ issuer, client_id, scope, parameters }: Provider) {
  // What a browser keeps for secure pages is needed to make the challenge.
  if (!isSecureContext) throw new SignInFault('insecure');
  const { authorization_endpoint: endpoint } = await discover(issuer);
  if (!endpoint) throw new SignInFault('faulty', 'authorization_endpoint');
  const begun: Begun = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    back: location.pathname === RETURN ? '/' : location.pathname + location.search,
  };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const address = new URL(endpoint);
  const asked = {
    ...parameters,
    client_id,
    scope,
    redirect_uri: returnAddress(),
    response_type: 'code',
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  location.assign(address);
}

let entering: Promise<void> | undefined;

/** Takes the provider's answer out of the address and begins the session; asked twice, it is done once. */
export function enter(provider: Provider): Promise<void> {
  entering ??= exchange(provider).finally(() => {
    entering = undefined;
  });
  return entering;
}

async function exchange({ issuer, client_id }: Provider) {
  const answer = new URLSearchParams(location.search);
  const kept = sessionStorage.getItem(BEGUN);
  const begun = kept === null ? undefined : (JSON.parse(kept) as Begun);
  sessionStorage.removeItem(BEGUN);
  // A code is good once: neither reloading nor going back may bring it again.
  history.replaceState(null, '', begun?.back ?? '/');
  if (!begun) throw new SignInFault('stranger');
  const server = await discover(issuer);
  const client = { client_id };
  let tokens: oauth.TokenEndpointResponse;
  try {
    const checked = oauth.validateAuthResponse(server, client, answer, begun.state);
    const given = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      checked,
      returnAddress(),
      begun.verifier,
      options(issuer),
    );
    tokens = await oauth.processAuthorizationCodeResponse(server, client, given, {
      expectedNonce: begun.nonce,
      requireIdToken: true,
    });
  } catch (error) {
    throw asFault(error, answer.get('state') === begun.state);
  }
  await welcome(tokens.access_token);
  const by = { issuer, client: client_id, refresh: tokens.refresh_token, identity: tokens.id_token };
  if (!beginSession(tokens.access_token, by)) throw new SignInFault('unwelcome', 'access_token: JWT?');
}

function asFault(error: unknown, ours: boolean): SignInFault {
  if (error instanceof oauth.AuthorizationResponseError) {
    return new SignInFault('refused', error.error_description ?? error.error);
  }
  if (error instanceof oauth.ResponseBodyError)
    return new SignInFault('faulty', error.error_description ?? error.error);
  if (!ours) return new SignInFault('stranger');
  // What `fetch` throws where nobody answers.
  if (error instanceof TypeError) return new SignInFault('unreachable', error.message);
  return new SignInFault('faulty', error instanceof Error ? error.message : String(error));
}

/** Whether the server takes what the provider gave: an audience that was set wrong is said here, and not as a session that has ended. */
async function welcome(token: string) {
  const answer = await fetch('/api/v1/clock', { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined);
  if (answer?.status === 401) {
    const said = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new SignInFault('unwelcome', said.detail);
  }
}

/** A new token for the one that is about to end. */
export async function renew() {
  const by = provided();
  if (!by?.refresh) return;
  const { issuer, client: client_id, refresh } = by;
  const server = await discover(issuer);
  const client = { client_id };
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refresh, options(issuer));
  let tokens: oauth.TokenEndpointResponse;
  try {
    tokens = await oauth.processRefreshTokenResponse(server, client, answer);
  } catch (error) {
    // The provider renews no longer; but perhaps somebody has signed out meanwhile.
    if (error instanceof oauth.ResponseBodyError && provided()?.refresh === refresh) endSession('expired');
    throw error;
  }
  if (provided()?.refresh !== refresh) return;
  beginSession(tokens.access_token, {
    ...by,
    refresh: tokens.refresh_token ?? refresh,
    identity: tokens.id_token ?? by.identity,
  });
}

/** Where one signs out at the provider; nothing where it does not offer that. */
export async function wayOut({ issuer, client, identity }: Provided): Promise<string | undefined> {
  const { end_session_endpoint: endpoint } = await discover(issuer);
  if (!endpoint) return undefined;
  const address = new URL(endpoint);
  address.searchParams.set('client_id', client);
  address.searchParams.set('post_logout_redirect_uri', `${location.origin}/`);
  if (identity) address.searchParams.set('id_token_hint', identity);
  return address.href;
}
