import { expect, it } from 'vitest';

import { byField } from '@/parts/Entry';

import { latest, type Rota, swapped } from './rota';

const rota = (code: string, version: number) => ({ id: `${code}${version}`, code, version }) as Rota;

it('shows each rota by its last version', () => {
  const shown = latest([rota('B', 1), rota('A', 1), rota('A', 2)]);
  expect(shown.map(({ id }) => id)).toEqual(['A2', 'B1']);
});

it('says what is wrong at its field', () => {
  const said = (field: string) => ({ field, rule: 'ESC-009', value: '', description: '须有 1–200 人', advice: '' });
  expect([...byField([said('people'), said('rota.turn_days'), said('people[2]')]).keys()]).toEqual([
    'people',
    'turn_days',
  ]);
});

it('exchanges turns, also of somebody who has several', () => {
  expect(swapped(['A', 'B', 'A', 'C'], 2, 3)).toEqual(['A', 'B', 'C', 'A']);
  expect(swapped(['A', 'B'], 0, -1)).toEqual(['A', 'B']);
});
