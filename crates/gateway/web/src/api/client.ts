/** The HTTP API, typed by its own description: `npm run api` makes `schema.ts` from `openapi.json`. */
import createFetchClient, { type Middleware } from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';

import { language, words } from '@/words';

import { once } from './once';
import { renewed } from './renewal';
import type { components, paths } from './schema';
import { endSession, token } from './session';

/** A type of the API by its name. */
export type Api<Name extends keyof components['schemas']> = components['schemas'][Name];
/** A refusal: what is wrong, where, and what to do. */
export type Problem = Api<'ProblemBody'>;

/** Unguessable enough to tell two requests apart; `randomUUID` does not exist on plain-HTTP intranet pages. */
function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, '0')).join('');
}

const caller: Middleware = {
  async onRequest({ request }) {
    request.headers.set('accept-language', language());
    await renewed();
    const bearer = token();
    if (bearer) request.headers.set('authorization', `Bearer ${bearer}`);
    if (request.method !== 'GET' && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', idempotencyKey());
    }
    return request;
  },
  onResponse({ request, response }) {
    // Only a token that was refused ends the session, not one that was replaced meanwhile.
    if (response.status === 401 && request.headers.get('authorization') === `Bearer ${token()}`) endSession('expired');
    return response;
  },
};

/** Lists come as CSV too, for people; the interface reads JSON. */
type Json = 'application/json' | 'application/problem+json';

/** Plain calls: `const { data, error } = await http.GET('/api/v1/plans', …)`. */
export const http = createFetchClient<paths, Json>({ baseUrl: '/', fetch: once });
http.use(caller);

/** Calls as hooks: `api.useQuery('get', '/api/v1/plans/{plan}/status', { params: { path: { plan } } })`. */
export const api = createQueryClient(http);

/** The refusal inside whatever was thrown; a dead line or a stranger's answer becomes one of our own. */
export function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && 'detail' in error && 'status' in error) return error as Problem;
  const detail = words.t('parts:unreachable');
  return { type: 'about:blank', title: 'Error', status: 0, detail, reason: 'UNREACHABLE' };
}
