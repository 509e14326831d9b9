/** Tokens of a development server, which vouches for whoever asks. No other server answers this. */
import { http, type Api } from '@/api/client';
import type { Grant } from '@/api/session';

export interface Everyone {
  people: Api<'Person'>[];
  departments: Api<'Department'>[];
  /** Whether these are all people. */
  whole: boolean;
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
    const headers = await asVisitor();
    if (!headers) return null;
    const all = { headers, params: { query: { page_size: 500, page_token: '' } } };
    const [people, departments] = await Promise.all([
      http.GET('/api/v1/people', all),
      http.GET('/api/v1/departments', all),
    ]);
    return {
      people: people.data?.items ?? [],
      departments: departments.data?.items ?? [],
      whole: !people.data?.next_page_token,
    };
  } catch {
    return null;
  }
}

async function asVisitor(): Promise<{ authorization: string } | undefined> {
  const token = await askToken({ subject: 'visitor', roles: [LOOK] });
  return token === undefined ? undefined : { authorization: `Bearer ${token}` };
}

/** Of a large organisation those whose code or name has what was typed. */
export async function peopleFound(search: string): Promise<Api<'Person'>[]> {
  try {
    const headers = await asVisitor();
    if (!headers) return [];
    const query = { search, page_size: 50, page_token: '' };
    const { data } = await http.GET('/api/v1/people', { headers, params: { query } });
    return data?.items ?? [];
  } catch {
    return [];
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
