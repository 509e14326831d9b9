/** The same change asked twice before the first is answered is one: both get its answer. */
const running = new Map<string, Promise<Response>>();

export async function once(request: Request): Promise<Response> {
  const json = request.headers.get('content-type')?.startsWith('application/json') ?? true;
  if (request.method === 'GET' || !json) return fetch(request);
  const key = `${request.method} ${request.url} ${await request.clone().text()}`;
  const first = running.get(key);
  if (first) return (await first).clone();
  const answer = fetch(request);
  running.set(key, answer);
  try {
    return (await answer).clone();
  } finally {
    running.delete(key);
  }
}
