/** A button that goes somewhere: a real link, that can be opened beside. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';

export function LinkButton({ to, primary, children }: { to: string; primary?: boolean; children: ReactNode }) {
  const href = useHref(to);
  const follow = useLinkClickHandler<HTMLElement>(to);
  return (
    <Button href={href} type={primary ? 'primary' : 'default'} onClick={(event) => follow(event)}>
      {children}
    </Button>
  );
}
