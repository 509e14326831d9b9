/** How much is asked: money in its currency, or a quantity with its unit. */
import { api } from '@/api/client';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';

/** All budgets, and one by its code. */
export function useBudgets() {
  const answer = api.useQuery('get', '/api/v1/budgets', { params: { query: { page_size: 500, page_token: '' } } });
  const items = answer.data?.items ?? [];
  return { ...answer, items, budget: (code: string | null | undefined) => items.find((one) => one.code === code) };
}

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
