import { expect, it } from 'vitest';

import { above } from './above';

it('leads to where a thing would be listed', () => {
  expect(above('/plans/P/alerts/XX', false)).toEqual({ to: '/plans/P/alerts', label: 'alerts:menu' });
  expect(above('/plans/P/tasks/XX', false)).toEqual({ to: '/plans/P', label: 'dashboard:planMenu' });
  expect(above('/plans/P/adjustments/XX/edit', false)).toEqual({
    to: '/plans/P/adjustments',
    label: 'adjustments:menu',
  });
  expect(above('/plans/XX', false)).toEqual({ to: '/company', label: 'dashboard:companyMenu' });
  expect(above('/departments/XX', false)).toEqual({ to: '/company', label: 'dashboard:companyMenu' });
});

it('leads to the view itself where only what was asked of it is unknown', () => {
  expect(above('/load', true)).toEqual({ to: '/load', label: 'load:menu' });
});
