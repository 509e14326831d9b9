import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, render, screen } from '@testing-library/react';
import { createMemoryRouter, matchPath, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';

import { views } from '@/views';
import { setLanguage } from '@/words';

import ReportPage from './ReportPage';

const server = vi.hoisted(() => {
  // Outside of a browser there is no page that an address could be below.
  const Whole = class extends Request {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === 'string' ? new URL(input, 'http://localhost') : input, init);
    }
  };
  vi.stubGlobal('Request', Whole);
  return { asked: [] as URL[], answer: () => new Response() };
});

vi.mock('@/api/once', () => ({
  once: (request: Request) => {
    const url = new URL(request.url);
    if (url.pathname.includes('/reports/')) {
      server.asked.push(url);
      return Promise.resolve(server.answer());
    }
    return Promise.resolve(Response.json({ items: [], next_page_token: '' }));
  },
}));

// A whole page is drawn, on whatever machine this is.
configure({ asyncUtilTimeout: 20_000 });
vi.setConfig({ testTimeout: 30_000 });

const text = (zh: string, en: string) => ({ zh, en });

const report = {
  kind: 'daily',
  department: '销售/S',
  from: '2026-07-10',
  to: '2026-07-10',
  title: text('S 日报 2026-07-10', 'S Daily report 2026-07-10'),
  summary: text('两项任务', 'Two tasks'),
  sections: [
    { title: text('预警', 'Open alerts'), columns: [text('任务', 'Task')], rows: [[text('T1', 'T1')]] },
    { title: text('今日更新', 'Reported today'), columns: [text('任务', 'Task')], rows: [] as never[] },
  ],
};

/** As the notice links to it. */
const LINK = '/departments/%E9%94%80%E5%94%AE%2FS/reports/daily?date=2026-07-10';
const PATH = '/departments/:code/reports/:kind';

function open() {
  const router = createMemoryRouter([{ path: PATH, element: <ReportPage /> }], { initialEntries: [LINK] });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  server.asked = [];
  server.answer = () => Response.json(report);
  setLanguage('en');
});

it('is a view at the address that notices link to', () => {
  expect(views.some(({ path }) => `/${path}` === PATH && matchPath(PATH, LINK.split('?')[0] ?? ''))).toBe(true);
});

it('shows the report of the day in the language in effect, and no empty table', async () => {
  open();
  expect((await screen.findByText('S Daily report 2026-07-10')).tagName).toBe('H1');
  expect(screen.getByText('Open alerts')).toBeDefined();
  expect(screen.getByText('T1')).toBeDefined();
  expect(screen.queryByText('Reported today')).toBeNull();
  const [asked] = server.asked;
  expect(asked?.pathname).toBe('/api/v1/reports/daily');
  expect(asked?.searchParams.get('department')).toBe('销售/S');
  expect(asked?.searchParams.get('date')).toBe('2026-07-10');
});

it('says that there is nothing to report', async () => {
  setLanguage('zh-CN');
  server.answer = () => Response.json({ ...report, sections: [] });
  open();
  expect(await screen.findByText('没有需要报告的事')).toBeDefined();
});

it('says why there is no report', async () => {
  const problem = { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'Only those who lead', reason: 'X' };
  server.answer = () => Response.json(problem, { status: 403 });
  open();
  expect(await screen.findByText('Only those who lead')).toBeDefined();
});
