import { expect, test } from 'vitest';

import { read } from './session';

function token(claims: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  return `e30.${btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')}.sig`;
}

test('a token says who it is for, in any script', () => {
  const me = read(
    token({ sub: '王慧', person: 'P02', cascade_roles: [{ role: 'manager', department: 'MKT' }], exp: 4e9 }),
  );
  expect(me).toMatchObject({ subject: '王慧', person: 'P02', roles: [{ role: 'manager', department: 'MKT' }] });
});

test('what is no token, or has ended, is nobody', () => {
  for (const text of [null, '', 'abc', 'a.b.c', token({ sub: 'x', exp: 1 })]) expect(read(text)).toBeUndefined();
});
