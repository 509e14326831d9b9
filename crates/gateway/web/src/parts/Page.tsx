/** The frame of a view: its title, what belongs beside it, its content. */
import type { ReactNode } from 'react';

import { HeadingContext, useTitle } from './heading';

interface Props {
  title: string;
  /** Stands before the title: a light, a code. */
  lead?: ReactNode;
  subtitle?: ReactNode;
  /** Buttons and filters at the right. */
  extra?: ReactNode;
  /** `wide` uses all the room there is, for charts and maps. */
  width?: 'text' | 'wide';
  children: ReactNode;
}

export function Page({ title, lead, subtitle, extra, width = 'wide', children }: Props) {
  useTitle(title);
  return (
    <div className={`page page-${width}`}>
      <header className="page-head">
        <div className="page-name">
          {lead}
          <h1>{title}</h1>
          {subtitle && <div className="page-subtitle">{subtitle}</div>}
        </div>
        {extra && <div className="page-extra">{extra}</div>}
      </header>
      <HeadingContext value>{children}</HeadingContext>
    </div>
  );
}

interface PanelProps {
  title?: string;
  extra?: ReactNode;
  children: ReactNode;
  /** Lists and tables reach to its edges. */
  flush?: boolean;
  /** Where it stands in a grid: `span-4`. */
  className?: string;
}

/** A titled part of a page. */
export function Panel({ title, extra, children, flush, className = '' }: PanelProps) {
  return (
    <section className={`panel ${flush ? 'panel-flush' : ''} ${className}`}>
      {(title ?? extra) && (
        <header className="panel-head">
          {title && <h2>{title}</h2>}
          {extra}
        </header>
      )}
      <div className="panel-body">{children}</div>
    </section>
  );
}
