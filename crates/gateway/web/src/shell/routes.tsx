/** Addresses: the table of views, and what is shown where none of them fits. */
import { createBrowserRouter, type LoaderFunctionArgs, Navigate, useRouteError } from 'react-router';
import { Button } from 'antd';

import { Empty } from '@/parts/states';
import { views } from '@/views';
import { useWords } from '@/words';

import { KnownPlan } from './KnownPlan';
import { LateView } from './LateView';
import { Layout } from './Layout';
import { askAhead } from './queries';

function NotFound() {
  const { t } = useWords();
  return <Empty title={t('notFound')} hint={t('notFoundHint')} action={<Button href="/">{t('home')}</Button>} />;
}

/** Also meets those whose page is older than the server: the files it wants are gone, and reloading helps. */
function Broken() {
  const { t } = useWords();
  const error = useRouteError();
  const hint = error instanceof Error ? error.message : undefined;
  return (
    <Empty title={t('broken')} hint={hint} action={<Button onClick={() => location.reload()}>{t('reload')}</Button>} />
  );
}

let made: ReturnType<typeof makeRouter> | undefined;

/** Made when somebody is first signed in: until then signing in has its own addresses. */
export function router() {
  made ??= makeRouter();
  return made;
}

function makeRouter() {
  return createBrowserRouter([
    {
      path: '/',
      element: <Layout />,
      errorElement: <Broken />,
      // Nothing to show while the first view loads: the frame appears with it.
      hydrateFallbackElement: <></>,
      children: [
        { index: true, element: <Navigate to={HOME} replace /> },
        ...views.map(({ path, load, ahead }) => ({
          path,
          errorElement: <Broken />,
          loader: ({ params: { plan } }: LoaderFunctionArgs) => {
            if (ahead && plan) askAhead((queries) => ahead(queries, plan));
            return null;
          },
          // The view asks again by itself.
          shouldRevalidate: () => false,
          lazy: async () => {
            // A view that cannot be had is a view too, within the frame.
            const { default: Shown } = await load().catch(() => ({ default: LateView }));
            if (!path.startsWith('plans/:plan')) return { Component: Shown };
            return {
              element: (
                <KnownPlan>
                  <Shown />
                </KnownPlan>
              ),
            };
          },
        })),
        { path: '*', element: <NotFound /> },
      ],
    },
  ]);
}

/** Where one arrives. */
const HOME = '/my-day';
