/** The time zone in which moments are shown: the reader's choice, else that of the device. */
import { useSyncExternalStore } from 'react';

const KEY = 'cascade.timeZone';
const listeners = new Set<() => void>();

/** Undefined: as the device has it. */
export function chosenTimeZone(): string | undefined {
  const kept = localStorage.getItem(KEY);
  if (!kept) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: kept });
    return kept;
  } catch {
    // A browser that does not know the zone shows its own.
    return undefined;
  }
}

export function setTimeZone(zone: string | undefined) {
  if (zone === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, zone);
  listeners.forEach((listener) => listener());
}

export function useTimeZone(): string | undefined {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosenTimeZone);
}
