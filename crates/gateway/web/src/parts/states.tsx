/** What a page shows while it has nothing else to show. */
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router';

import { asProblem, type Problem } from '@/api/client';
import { above } from '@/views/above';
import { useWords } from '@/words';

import { useNamed, useTitle } from './heading';
import { LinkButton } from './LinkButton';

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useWords();
  return (
    <div className="state-loading" role="status" aria-label={t('parts:loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

function Heading({ children }: { children: string }) {
  const named = useNamed();
  useTitle(children, !named);
  return named ? <p className="state-title">{children}</p> : <h1 className="state-title">{children}</h1>;
}

interface EmptyProps {
  title?: string;
  hint?: ReactNode;
  action?: ReactNode;
}

/** Names the page where nothing else does. */
export function Empty({ title, hint, action }: EmptyProps) {
  const { t } = useWords();
  const said = title ?? t('parts:empty');
  return (
    <div className="state">
      <svg width="56" height="44" viewBox="0 0 56 44" aria-hidden className="state-picture">
        <rect x="4" y="6" width="30" height="7" rx="3.5" />
        <rect x="12" y="19" width="32" height="7" rx="3.5" />
        <rect x="20" y="32" width="32" height="7" rx="3.5" />
      </svg>
      <Heading>{said}</Heading>
      {hint && <p className="state-hint">{hint}</p>}
      {action}
    </div>
  );
}

/** What cannot be shown at this address: said as such, with the way to where one goes on, in the menu above it or above `from`. */
export function DeadEnd({ title, hint, from }: { title: string; hint?: ReactNode; from?: string }) {
  const { t } = useWords();
  const { pathname, search } = useLocation();
  const { to, label } = from === undefined ? above(pathname, search !== '') : above(from, true);
  return (
    <Empty
      title={title}
      hint={hint}
      action={
        <LinkButton to={to} primary>
          {t('parts:wayOn', { view: t(label) })}
        </LinkButton>
      }
    />
  );
}

/** Whether the address names what does not exist, or by what can be no name: asking again does not help. */
export function isUnknown({ status, violations = [] }: Problem): boolean {
  if (status === 404) return true;
  return status === 400 && violations.length > 0 && violations.every(({ field }) => field.endsWith('_id'));
}

/** A refusal or a dead line: what is wrong, and a way to try again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useWords();
  const problem = asProblem(error);
  if (isUnknown(problem)) {
    return <DeadEnd title={t('parts:unknown')} hint={problem.status === 404 ? problem.detail : t('notFoundHint')} />;
  }
  return (
    <div className="state" role="alert">
      <Heading>{t('parts:failed')}</Heading>
      <p className="state-hint">{problem.status === 0 ? t('parts:unreachable') : problem.detail}</p>
      {problem.violations?.map((broken) => (
        <p key={broken.field + broken.rule} className="state-hint">
          {broken.field}: {broken.description} {broken.advice}
        </p>
      ))}
      {retry && <Button onClick={retry}>{t('parts:retry')}</Button>}
    </div>
  );
}

interface Answer<Data> {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Shows the answer once it is there; until then, or instead, what became of it. */
export function Loaded<Data>({
  of,
  rows,
  children,
}: {
  of: Answer<Data>;
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failed error={of.error} retry={() => void of.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}
