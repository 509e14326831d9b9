/** Whether the budget holds what is asked, and what else waits for it. */
import { Link } from 'react-router';

import { useCoded } from '@/api/coded';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Stat } from '@/parts/Stat';
import { Loaded } from '@/parts/states';
import { useWords } from '@/words';

export function Money({ request, all }: { request: ResourceRequest; all: ResourceRequest[] }) {
  const { t } = useWords();
  const format = useFormat();
  const answer = useCoded('budget', request.budget);
  if (!request.budget) return null;
  return (
    <Panel title={t('requests:money')}>
      <Loaded of={answer} rows={3}>
        {(budget) => {
          if (!budget) return <p className="soft">{request.budget}</p>;
          const asked = request.amount_minor ?? 0;
          const free = budget.amount_minor - budget.reserved_minor - budget.spent_minor;
          const open = request.status === 'draft' || request.status === 'submitted';
          const left = free - asked;
          const waiting = all
            .filter((one) => one.id !== request.id && one.budget === budget.code && one.status === 'submitted')
            .reduce((sum, one) => sum + (one.amount_minor ?? 0), 0);
          return (
            <>
              <p>
                <Link to={`/budgets/${encodeURIComponent(budget.code)}`}>{budget.name || budget.code}</Link>
              </p>
              <div className="request-money">
                <Stat label={t('requests:available')} value={format.money(free, budget.currency)} />
                <Stat label={t('requests:asked')} value={format.money(asked, budget.currency)} />
                {open && (
                  <Stat
                    label={t('requests:left')}
                    value={
                      left < 0 ? (
                        <span className="late">
                          {t('requests:short', { amount: format.money(-left, budget.currency) })}
                        </span>
                      ) : (
                        format.money(left, budget.currency)
                      )
                    }
                  />
                )}
              </div>
              {waiting > 0 && (
                <p className="soft">{t('requests:alsoWaiting', { amount: format.money(waiting, budget.currency) })}</p>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
