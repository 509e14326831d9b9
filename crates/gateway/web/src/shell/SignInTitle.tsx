import type { ReactNode } from 'react';

/** What one does here, and a word about it. */
export function SignInTitle({ children, hint }: { children: ReactNode; hint: ReactNode }) {
  return (
    <header>
      <h1>{children}</h1>
      <p>{hint}</p>
    </header>
  );
}
