/** Reports of departments: daily, weekly, monthly. Without a day they end today. */
import { language } from '@/words';

import { api, http } from './client';

export function useReport(kind: string, department: string, date = '') {
  const query = { department, date, format: '', lang: '' };
  return api.useQuery('get', '/api/v1/reports/{kind}', { params: { path: { kind }, query } });
}

/** The same as a workbook, in the language in effect. */
export async function downloadReport(kind: string, department: string, date = '') {
  const query = { department, date, format: 'xlsx', lang: language() === 'en' ? 'en' : 'zh' };
  const { data } = await http.GET('/api/v1/reports/{kind}', { params: { path: { kind }, query }, parseAs: 'blob' });
  if (!data) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data);
  link.download = `${[department, kind, date].filter(Boolean).join(' ')}.xlsx`;
  link.click();
  URL.revokeObjectURL(link.href);
}
