/** Tools, or data sets: what a request of that kind can name. */
import { api } from '@/api/client';
import type { RequestKind } from '@/api/requests';

export interface Asset {
  code: string;
  name: string;
  department: string;
  quantity?: number;
  unit?: string;
}

const ALL = { params: { query: { page_size: 500, page_token: '' } } };

export function useAssets(kind: RequestKind): Asset[] {
  const tools = api.useQuery('get', '/api/v1/directory/tools', ALL, { enabled: kind === 'tool' });
  const sets = api.useQuery('get', '/api/v1/directory/data-sets', ALL, { enabled: kind === 'data' });
  if (kind === 'tool') {
    return (tools.data?.items ?? []).map(({ code, name = '', department, quantity, unit = '' }) => ({
      code,
      name,
      department,
      quantity,
      unit,
    }));
  }
  if (kind === 'data') {
    return (sets.data?.items ?? []).map(({ code, name = '', department }) => ({ code, name, department }));
  }
  return [];
}
