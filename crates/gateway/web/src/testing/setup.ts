import { cleanup } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// jsdom has no screen, and so no opinion on it.
vi.stubGlobal('matchMedia', (media: string) => Object.assign(new EventTarget(), { media, matches: false }));

afterEach(cleanup);
