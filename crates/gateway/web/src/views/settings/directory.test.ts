import { expect, it } from 'vitest';

import { absenceCode } from '@/api/directory-writing';

import { inTree } from './Directory';
import { skillOf } from './DirectoryForms';
import { announced, holidaysOf, spans } from './holidays';

it('puts departments under those above, and loses none whose parent is unknown', () => {
  const department = (code: string, parent?: string) => ({
    code,
    name: code,
    version: 1,
    ...(parent ? { parent } : {}),
  });
  const rows = inTree([department('MKT', 'HQ'), department('HQ'), department('LIVE', 'MKT'), department('X', 'GONE')]);
  expect(rows.map(({ department: { code }, depth }) => [code, depth])).toEqual([
    ['HQ', 0],
    ['MKT', 1],
    ['LIVE', 2],
    ['X', 0],
  ]);
});

it('reads a skill as it is typed', () => {
  expect(skillOf('数据治理：4')).toEqual({ name: '数据治理', level: 4 });
  expect(skillOf('python')).toEqual({ name: 'python', level: 1 });
  expect(skillOf('python:9')).toBeUndefined();
  expect(skillOf(':3')).toBeUndefined();
});

it('gives an absence a code that nobody has', () => {
  expect(absenceCode({ person: 'P1', from: '2026-07-28' }, [])).toBe('P1-2026-07-28');
  expect(absenceCode({ person: 'P1', from: '2026-07-28' }, ['P1-2026-07-28'])).toBe('P1-2026-07-28-2');
});

it('tells holidays and make-up workdays of a year as an announcement does', () => {
  const csv = 'date,kind,name\n2026-10-01,off,国庆节\n2026-10-02,off,国庆节\n2026-10-10,work,国庆节\n';
  expect(holidaysOf('2026', csv)).toEqual([
    { name: '国庆节', off: ['2026-10-01', '2026-10-02'], work: ['2026-10-10'] },
  ]);
  expect(spans(['2026-10-02', '2026-10-01', '2026-10-05'])).toEqual([
    { from: '2026-10-01', to: '2026-10-02' },
    { from: '2026-10-05', to: '2026-10-05' },
  ]);
  expect(announced(csv)).toEqual({ years: ['2026'], through: '2026-12-31' });
});
