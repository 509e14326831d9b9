/** Tokens of a development server, which vouches for whoever asks. No other server answers this. */
import { http, type Api } from '@/api/client';
import type { Grant } from '@/api/session';

export interface Everyone {
  people: Api<'Person'>[];
  departments: Api<'Department'>[];
}

const LOOK: Grant = { role: 'viewer', department: '*' };
const SECONDS = 12 * 3_600;

export async function askToken(wanted: {
  subject: string;
  person?: string;
  roles: Grant[];
}): Promise<string | undefined> {
  const { data } = await http.POST('/api/v1/dev/tokens', { body: { ...wanted, ttl_seconds: SECONDS } });
  return data?.token;
}

/** People to choose from; null at a server that vouches for nobody. */
export async function everyone(): Promise<Everyone | null> {
  try {
    const token = await askToken({ subject: 'visitor', roles: [LOOK] });
    if (!token) return null;
    const with_token = {
      headers: { authorization: `Bearer ${token}` },
      params: { query: { page_size: 500, page_token: '' } },
    };
    const [people, departments] = await Promise.all([
      http.GET('/api/v1/people', with_token),
      http.GET('/api/v1/departments', with_token),
    ]);
    return { people: people.data?.items ?? [], departments: departments.data?.items ?? [] };
  } catch {
    return null;
  }
}

/** What a person may do, as the directory tells it: work in the own department, lead those that one heads; who heads the root is the executive. */
export function grants(person: Api<'Person'>, { departments }: Everyone): Grant[] {
  const led = departments.filter(({ head }) => head === person.code);
  return [
    LOOK,
    { role: 'contributor', department: person.department },
    ...led.map(({ code }): Grant => ({ role: 'manager', department: code })),
    ...(led.some(({ parent }) => !parent) && departments.some(({ parent }) => parent)
      ? [{ role: 'executive', department: '*' } as const]
      : []),
  ];
}
