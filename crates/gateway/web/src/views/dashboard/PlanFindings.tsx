/** What the rules say of a plan that runs: nothing is refused for it, but somebody should look. */
import { useMemo } from 'react';

import { errorsFirst, type Finding, useFindings } from '@/api/findings';
import { FindingList } from '@/parts/FindingList';
import { Panel } from '@/parts/Page';
import { Loaded } from '@/parts/states';
import { useLong } from '@/parts/useLong';
import { useWords } from '@/words';

/** As many as are read at a glance. */
const SHOWN = 5;

export function PlanFindings({ plan }: { plan: string }) {
  const { t } = useWords();
  const answer = useFindings(plan);
  return (
    <Panel title={t('dashboard:findings')} flush>
      <Loaded of={answer} rows={2}>
        {(findings) =>
          findings.length ? (
            <List plan={plan} findings={findings} />
          ) : (
            <p className="soft findings-none">{t('dashboard:noFindings')}</p>
          )
        }
      </Loaded>
    </Panel>
  );
}

function List({ plan, findings }: { plan: string; findings: Finding[] }) {
  const { t, both } = useWords();
  const sorted = useMemo(() => errorsFirst(findings), [findings]);
  const { rows, box, more } = useLong(sorted, {
    first: SHOWN,
    label: t('dashboard:findings'),
    find: ({ row, message }) => `${row} ${both(message)}`,
  });
  return (
    <>
      {box}
      <FindingList plan={plan} findings={rows} />
      {more}
    </>
  );
}
