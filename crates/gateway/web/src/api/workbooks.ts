/** Files in and out: a plan's workbook, checked, imported, marked, exported. */
import { http, type Problem } from './client';

/** Content types by the ending of the file's name. */
const TYPES: Record<string, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  xml: 'application/xml',
};

export const ENDINGS = Object.keys(TYPES);

export function typeOf(name: string): string | undefined {
  return TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
}

/** A request that carries the file as it is; to the description its bytes are text. */
function carrying(file: File) {
  return {
    body: file as unknown as string,
    bodySerializer: () => file,
    headers: { 'content-type': typeOf(file.name) ?? '' },
  };
}

/** A refusal as something to throw, with everything that the server said. */
function refusal(problem: Problem | undefined): Error {
  return Object.assign(new Error(problem?.detail), problem);
}

export async function importFile(file: File, dry: boolean) {
  const { data, error } = await http.POST('/api/v1/plans/import', {
    params: { query: { dry_run: dry } },
    ...carrying(file),
  });
  if (!data) throw refusal(error);
  return data;
}

/** The same file as a workbook with its faulty cells marked. */
export async function markedFile(file: File): Promise<Blob> {
  const { data, error } = await http.POST('/api/v1/workbooks/marked', { ...carrying(file), parseAs: 'blob' });
  if (!data) throw refusal(error);
  return data;
}

export type Format = 'xlsx' | 'csv' | 'mspdi';
const ENDING: Record<Format, string> = { xlsx: 'xlsx', csv: 'zip', mspdi: 'xml' };

/** A plan as a file, with a name for it. */
export async function exportedFile(plan: { id: string; code: string }, format: Format, lang: 'zh' | 'en') {
  const { data, error } = await http.GET('/api/v1/plans/{plan}/workbook', {
    params: { path: { plan: plan.id }, query: { format, lang } },
    parseAs: 'blob',
  });
  if (!data) throw refusal(error);
  return { file: data, name: `${plan.code}.${ENDING[format]}` };
}

/** The workbook to begin with: every table and no row. */
export async function emptyWorkbook(lang: 'zh' | 'en') {
  const { data, error } = await http.GET('/api/v1/workbooks/template', {
    params: { query: { lang } },
    parseAs: 'blob',
  });
  if (!data) throw refusal(error);
  return { file: data, name: lang === 'zh' ? 'cascade-空白工作簿.xlsx' : 'cascade-template.xlsx' };
}

/** Hands a file to the reader. */
export function hand(file: Blob, name: string) {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
