/** What monitoring keeps, against the same computed from the first event; on demand, for it takes as long as the plan is large. */
import { Button } from 'antd';
import { useState } from 'react';

import { api } from '@/api/client';
import { Light } from '@/parts/Light';
import { Panel } from '@/parts/Page';
import { Loaded } from '@/parts/states';
import { useWords } from '@/words';

export function Recomputed({ plan }: { plan: string }) {
  const { t } = useWords();
  const [wanted, setWanted] = useState(false);
  return (
    <Panel
      title={t('audit:recompute')}
      extra={!wanted && <Button onClick={() => setWanted(true)}>{t('audit:recompute')}</Button>}
    >
      {wanted ? <Compared plan={plan} /> : <p className="soft">{t('audit:recomputeHint')}</p>}
    </Panel>
  );
}

function Compared({ plan }: { plan: string }) {
  const { t } = useWords();
  const answer = api.useQuery('get', '/api/v1/plans/{plan}/audit', { params: { path: { plan } } });
  return (
    <Loaded of={answer} rows={1}>
      {({ tasks_checked: tasks, reports_applied: reports, differences }) => (
        <>
          <p className="audit-said" role="status">
            <Light light={differences.length ? 'red' : 'green'} />
            <b>
              {differences.length
                ? t('audit:different', { count: differences.length })
                : t('audit:same', { tasks, reports })}
            </b>
          </p>
          <ul>
            {differences.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}
