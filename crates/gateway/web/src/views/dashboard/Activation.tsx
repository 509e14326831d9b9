/** From draft to active: what is still wrong with a plan, and the step that takes its baselines. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';

import { api, asProblem, type Problem } from '@/api/client';
import { errorsFirst, useFindings } from '@/api/findings';
import { FindingList } from '@/parts/FindingList';
import { Panel } from '@/parts/Page';
import { Loading } from '@/parts/states';
import { useWords } from '@/words';

/** Few are read where one decides; the rest is counted. */
const SHOWN = 5;

export function Activation({ plan, title }: { plan: string; title: string }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const activate = api.useMutation('post', '/api/v1/plans/{plan}/activate', {
    onSuccess: () => {
      setAsked(false);
      void message.success(t('dashboard:activated'));
      void queries.invalidateQueries();
    },
  });
  const refused = activate.error ? asProblem(activate.error) : undefined;
  return (
    <Panel
      title={t('dashboard:draftTitle')}
      extra={
        <Button type="primary" onClick={() => setAsked(true)}>
          {t('dashboard:activate')}
        </Button>
      }
    >
      <p>{t('dashboard:draft')}</p>
      <Findings plan={plan} />
      <Modal
        open={asked}
        title={t('dashboard:activateTitle', { title })}
        okText={t('dashboard:activateNow')}
        cancelText={t('parts:cancel')}
        confirmLoading={activate.isPending}
        onOk={() => activate.mutate({ params: { path: { plan } } })}
        onCancel={() => {
          setAsked(false);
          activate.reset();
        }}
      >
        <ul className="activation-does">
          <li>{t('dashboard:activateBaselines')}</li>
          <li>{t('dashboard:activateProtects')}</li>
          <li>{t('dashboard:activateTracks')}</li>
        </ul>
        {refused && <Refusal problem={refused} />}
      </Modal>
    </Panel>
  );
}

/** What would be refused comes first, then what is only warned of. */
function Findings({ plan }: { plan: string }) {
  const { t } = useWords();
  const answer = useFindings(plan);
  // That there are none could not be told is no reason to keep anybody from activating: the server checks again.
  if (answer.error) return null;
  if (!answer.data) return <Loading rows={2} />;
  const sorted = errorsFirst(answer.data);
  const errors = sorted.filter(({ severity }) => severity === 'error').length;
  if (!sorted.length) return <p className="soft">{t('dashboard:noFindings')}</p>;
  return (
    <div className="activation-findings">
      <h3>
        {errors
          ? t('dashboard:findingErrors', { count: errors })
          : t('dashboard:findingWarnings', { count: sorted.length })}
      </h3>
      <FindingList findings={sorted.slice(0, SHOWN)} />
      {sorted.length > SHOWN && <p className="soft">{t('dashboard:findingsMore', { count: sorted.length - SHOWN })}</p>}
    </div>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  const { t } = useWords();
  return (
    <div className="light-red activation-refused" role="alert">
      <b>{t('dashboard:notActivated')}</b>
      <p>{problem.status === 0 ? t('parts:unreachable') : problem.detail}</p>
      <ul>
        {problem.violations?.map(({ field, rule, value, description, advice }) => (
          <li key={field + rule + value}>
            {description} <span className="soft">{advice}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
