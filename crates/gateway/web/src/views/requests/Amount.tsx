/** How much is asked: money in its currency, or a quantity with its unit. */
import { useBudgets } from '@/api/budgets';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';

export function Amount({ request }: { request: ResourceRequest }) {
  const format = useFormat();
  const { budget } = useBudgets();
  if (request.amount_minor != null) {
    return (
      <span className="numbers">{format.money(request.amount_minor, budget(request.budget)?.currency ?? 'CNY')}</span>
    );
  }
  if (request.quantity == null) return <span className="soft">–</span>;
  return (
    <span className="numbers">
      {format.number(request.quantity)} {request.unit}
    </span>
  );
}
