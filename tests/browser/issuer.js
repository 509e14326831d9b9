/**
 * A small OpenID Connect provider on this machine: discovery, keys, authorization code flow with PKCE (S256), renewal with rotation,
 * the way out. Whoever comes is `who`; what is set on it goes wrong: `denies`, `nonce`, `audience`.
 */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';

export const CLIENT = 'cascade-web';
const KID = 'one';

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startIssuer(who) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map();
  const refreshes = new Map();
  const issuer = { who, life: 600, audience: 'cascade', nonce: undefined, denies: undefined, renewals: 0, signedOut: 0 };

  const jwt = (claims) => {
    const now = Math.floor(Date.now() / 1000);
    const text = `${encoded({ alg: 'RS256', kid: KID, typ: 'JWT' })}.${encoded({ iss: issuer.base, iat: now, exp: now + issuer.life, ...claims })}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
  };

  /** What is given for a code or a refresh token; the latter is good once. */
  const tokens = (nonce) => {
    const refresh = randomUUID();
    refreshes.set(refresh, nonce);
    return {
      access_token: jwt({ ...issuer.who, aud: issuer.audience }),
      token_type: 'Bearer',
      expires_in: issuer.life,
      id_token: jwt({ sub: issuer.who.sub, aud: CLIENT, nonce: issuer.nonce ?? nonce }),
      refresh_token: refresh,
    };
  };

  const exchange = (form) => {
    if (form.get('client_id') !== CLIENT) return undefined;
    if (form.get('grant_type') === 'refresh_token') {
      const nonce = refreshes.get(form.get('refresh_token'));
      if (!refreshes.delete(form.get('refresh_token'))) return undefined;
      issuer.renewals += 1;
      return tokens(nonce);
    }
    const asked = codes.get(form.get('code'));
    codes.delete(form.get('code'));
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    const same = asked?.get('redirect_uri') === form.get('redirect_uri') && asked?.get('code_challenge') === challenge;
    return same ? tokens(asked.get('nonce')) : undefined;
  };

  const authorize = (asked) => {
    const back = new URL(asked.get('redirect_uri'));
    back.searchParams.set('state', asked.get('state'));
    if (issuer.denies) {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', issuer.denies);
    } else {
      const code = randomUUID();
      codes.set(code, asked);
      back.searchParams.set('code', code);
    }
    return back.href;
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, issuer.base);
    const json = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
      response.end(JSON.stringify(body));
    };
    const away = (location) => response.writeHead(302, { location }).end();
    if (url.pathname === '/.well-known/openid-configuration') {
      return json(200, {
        issuer: issuer.base,
        authorization_endpoint: `${issuer.base}/authorize`,
        token_endpoint: `${issuer.base}/token`,
        end_session_endpoint: `${issuer.base}/leave`,
        jwks_uri: `${issuer.base}/keys`,
      });
    }
    if (url.pathname === '/keys') {
      return json(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' }] });
    }
    if (url.pathname === '/authorize') return away(authorize(url.searchParams));
    if (url.pathname === '/leave') {
      issuer.signedOut += url.searchParams.has('id_token_hint') ? 1 : 0;
      return away(url.searchParams.get('post_logout_redirect_uri'));
    }
    if (url.pathname === '/token' && request.method === 'POST') {
      let text = '';
      for await (const part of request) text += part;
      const given = exchange(new URLSearchParams(text));
      return given ? json(200, given) : json(400, { error: 'invalid_grant' });
    }
    return json(404, {});
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.base = `http://127.0.0.1:${server.address().port}`;
  issuer.stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return issuer;
}
