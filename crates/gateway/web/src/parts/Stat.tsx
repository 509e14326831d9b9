/** One figure with its name, and what to make of it. */
import type { ReactNode } from 'react';

export function Stat({ label, value, children }: { label: string; value: ReactNode; children?: ReactNode }) {
  return (
    <div className="stat">
      <p className="stat-label">{label}</p>
      <p className="stat-value">{value}</p>
      {children && <div className="stat-more">{children}</div>}
    </div>
  );
}
