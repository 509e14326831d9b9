/** What is shown, as the address has it: a link to a chart shows the same chart. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

import type { LightColour } from '@/parts/Light';

import { type Zoom, ZOOMS } from './scale';

export const GROUPS = ['goal', 'key-result', 'department', 'person', 'none'] as const;
export type GroupBy = (typeof GROUPS)[number];

export const LIGHTS: LightColour[] = ['red', 'yellow', 'green'];

export interface Address {
  zoom: Zoom;
  group: GroupBy;
  text: string;
  lights: LightColour[];
  owner: string;
  department: string;
  critical: boolean;
}

function oneOf<T extends string>(all: readonly T[], value: string | null, otherwise: T): T {
  return all.find((one) => one === value) ?? otherwise;
}

export function readAddress(search: URLSearchParams): Address {
  const lights = search.get('light')?.split(',') ?? [];
  return {
    zoom: oneOf(ZOOMS, search.get('zoom'), 'week'),
    group: oneOf(GROUPS, search.get('group'), 'key-result'),
    text: search.get('q') ?? '',
    lights: LIGHTS.filter((light) => lights.includes(light)),
    owner: search.get('owner') ?? '',
    department: search.get('department') ?? '',
    critical: search.get('critical') === 'true',
  };
}

/** Only what differs from the usual is written, so that plain addresses stay short. */
export function writeAddress(search: URLSearchParams, change: Partial<Address>): URLSearchParams {
  const next = { ...readAddress(search), ...change };
  const written = new URLSearchParams(search);
  const put = (name: string, value: string, usual: string) => {
    if (value === usual) written.delete(name);
    else written.set(name, value);
  };
  put('zoom', next.zoom, 'week');
  put('group', next.group, 'key-result');
  put('q', next.text, '');
  put('light', next.lights.join(','), '');
  put('owner', next.owner, '');
  put('department', next.department, '');
  put('critical', String(next.critical), 'false');
  return written;
}

export function useAddress(): [Address, (change: Partial<Address>) => void] {
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => readAddress(search), [search]);
  const change = (next: Partial<Address>) =>
    setSearch((now) => writeAddress(now, next), { replace: true, preventScrollReset: true });
  return [address, change];
}
