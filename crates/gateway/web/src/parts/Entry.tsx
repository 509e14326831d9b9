/** A field with its label, and what the server says is wrong with it. */
import type { ReactNode } from 'react';

import type { Api } from '@/api/client';

/** What the server said of each field, by the field's own name. */
export function byField(violations: readonly Api<'ViolationBody'>[]): Map<string, string> {
  return new Map(
    violations.map(({ field, description, advice }) => [
      field.replace(/^.*\./, '').replace(/\[\d+\]$/, ''),
      `${description} ${advice}`.trim(),
    ]),
  );
}

interface Props {
  id: string;
  label: string;
  wrong: string | undefined;
  children: (id: string, status: '' | 'error') => ReactNode;
}

export function Entry({ id, label, wrong, children }: Props) {
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      {children(id, wrong ? 'error' : '')}
      {wrong && (
        <span className="entry-wrong" role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}
