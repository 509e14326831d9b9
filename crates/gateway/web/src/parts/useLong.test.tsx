import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import { DataTable } from './DataTable';

const rows = Array.from({ length: 120 }, (_, at) => `row ${at}`);

function shown() {
  return document.querySelectorAll('tbody tr').length;
}

test('a long table begins with some of its rows, finds any, and is whole on paper', () => {
  render(
    <DataTable
      label="rows"
      rows={rows}
      rowKey={(row) => row}
      find={(row) => row}
      columns={[{ key: 'name', title: 'name', cell: (row) => row }]}
    />,
  );
  expect(shown()).toBe(50);
  act(() => void window.dispatchEvent(new Event('beforeprint')));
  expect(shown()).toBe(120);
  act(() => void window.dispatchEvent(new Event('afterprint')));
  expect(shown()).toBe(50);
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'ROW 11' } });
  expect(shown()).toBe(11);
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: '' } });
  fireEvent.click(screen.getByRole('button'));
  expect(shown()).toBe(120);
  expect(screen.queryByRole('button')).toBeNull();
});
