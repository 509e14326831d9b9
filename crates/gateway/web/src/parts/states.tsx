/** What a page shows while it has nothing else to show. */
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';

import { asProblem } from '@/api/client';
import { useWords } from '@/words';

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useWords();
  return (
    <div className="state-loading" role="status" aria-label={t('parts:loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

interface EmptyProps {
  title?: string;
  hint?: ReactNode;
  action?: ReactNode;
  /** It is all there is on the page, and names it. */
  page?: boolean;
}

export function Empty({ title, hint, action, page }: EmptyProps) {
  const { t } = useWords();
  return (
    <div className="state">
      <svg width="56" height="44" viewBox="0 0 56 44" aria-hidden className="state-picture">
        <rect x="4" y="6" width="30" height="7" rx="3.5" />
        <rect x="12" y="19" width="32" height="7" rx="3.5" />
        <rect x="20" y="32" width="32" height="7" rx="3.5" />
      </svg>
      {page ? <h1 className="state-title">{title}</h1> : <p className="state-title">{title ?? t('parts:empty')}</p>}
      {hint && <p className="state-hint">{hint}</p>}
      {action}
    </div>
  );
}

/** A refusal or a dead line: what is wrong, and a way to try again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useWords();
  const problem = asProblem(error);
  return (
    <div className="state" role="alert">
      <p className="state-title">{t('parts:failed')}</p>
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
