/** How much is asked: money in its currency, or a quantity with its unit. */
import { useCoded } from '@/api/coded';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';

export function Amount({ request }: { request: ResourceRequest }) {
  const format = useFormat();
  const currency = useCoded('budget', request.budget).data?.currency ?? 'CNY';
  if (request.amount_minor != null) {
    return <span className="numbers">{format.money(request.amount_minor, currency)}</span>;
  }
  if (request.quantity == null) return <span className="soft">–</span>;
  return (
    <span className="numbers">
      {format.number(request.quantity)} {request.unit}
    </span>
  );
}
