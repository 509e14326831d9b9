/** What the forecast shows, as the address has it. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const PARTS = ['sure', 'late', 'value'] as const;
export type Part = (typeof PARTS)[number];

export interface ForecastAddress {
  part: Part;
  /** How the plan is simulated; what is out of bounds the server refuses, and says by which. */
  correlation: number;
  runs: number;
  seed: number;
  /** Id or code of the only one that is asked about; empty: all. */
  of: string;
  unit: 'effort' | 'cost';
  tasks: boolean;
}

const USUAL: ForecastAddress = {
  part: 'sure',
  correlation: 0,
  runs: 0,
  seed: 1,
  of: '',
  unit: 'effort',
  tasks: false,
};

function number(text: string | null, otherwise: number): number {
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : otherwise;
}

export function readForecast(search: URLSearchParams): ForecastAddress {
  return {
    part: PARTS.find((one) => one === search.get('part')) ?? USUAL.part,
    correlation: number(search.get('correlation'), USUAL.correlation),
    runs: Math.trunc(number(search.get('runs'), USUAL.runs)),
    seed: Math.trunc(number(search.get('seed'), USUAL.seed)),
    of: search.get('of') ?? USUAL.of,
    unit: search.get('unit') === 'cost' ? 'cost' : 'effort',
    tasks: search.get('tasks') === 'true',
  };
}

/** Only what differs from the usual is written. */
export function writeForecast(search: URLSearchParams, change: Partial<ForecastAddress>): URLSearchParams {
  const written = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ ...readForecast(search), ...change })) {
    if (value === USUAL[name as keyof ForecastAddress]) written.delete(name);
    else written.set(name, String(value));
  }
  return written;
}

export interface Addressed {
  address: ForecastAddress;
  onChange: (change: Partial<ForecastAddress>) => void;
}

export function useForecastAddress(): Addressed {
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => readForecast(search), [search]);
  const onChange = (next: Partial<ForecastAddress>) =>
    setSearch((now) => writeForecast(now, next), { replace: true, preventScrollReset: true });
  return { address, onChange };
}
