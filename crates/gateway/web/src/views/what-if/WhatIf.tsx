/** A set of changes that nobody has made, what would come of them, and the cheapest way out. It lives in the address. */
import { CloseOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useSearchParams } from 'react-router';

import { type PlanState, usePlanStatus } from '@/api/plan';
import { Page, Panel } from '@/parts/Page';
import { Empty, Failed, Loading, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { ChangeForm } from './ChangeForm';
import { type Change, question, read, write } from './changes';
import { Outcome } from './Outcome';
import { type Aim, Repair } from './Repair';
import { useSaid } from './useSaid';
import { useWhatIf } from './useWhatIf';
import './what-if.css';

export default function WhatIf() {
  const status = usePlanStatus();
  return <Loaded of={status}>{(state) => <Asked state={state} />}</Loaded>;
}

function Asked({ state }: { state: PlanState }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const changes = search.getAll('change').flatMap((text) => read(text) ?? []);
  const repair = search.get('repair');
  const aim: Aim | undefined = repair === 'deadlines' || repair === 'forecasts' ? repair : undefined;
  const go = (next: readonly Change[], nextAim: Aim | undefined) => {
    const params = new URLSearchParams(Array.from(new Set(next.map(write)), (text) => ['change', text]));
    if (nextAim && next.length) params.set('repair', nextAim);
    setSearch(params, { replace: true });
  };
  const asked = question(changes, state);
  const answer = useWhatIf(state.plan_id, asked, changes.length > 0);
  const copy = () =>
    void navigator.clipboard.writeText(window.location.href).then(() => message.success(t('whatIf:copied')));
  return (
    <Page
      title={t('whatIf:title')}
      subtitle={<p>{t('whatIf:subtitle')}</p>}
      extra={
        // An intranet page without TLS has no clipboard; the address bar has the same.
        changes.length > 0 && 'clipboard' in navigator && <Button onClick={copy}>{t('whatIf:copy')}</Button>
      }
    >
      <Panel
        title={t('whatIf:changes')}
        extra={
          changes.length > 1 && (
            <Button type="link" onClick={() => go([], undefined)}>
              {t('whatIf:clear')}
            </Button>
          )
        }
      >
        <ChangeForm state={state} onAdd={(change) => go([...changes, change], aim)} />
        {changes.length > 0 && (
          <Chips
            changes={changes}
            onRemove={(gone) =>
              go(
                changes.filter((one) => one !== gone),
                aim,
              )
            }
          />
        )}
      </Panel>
      {!changes.length && (
        <Panel>
          <Empty
            title={t('whatIf:none')}
            hint={t('whatIf:noneHint')}
            action={<Examples state={state} onChoose={(change) => go([change], aim)} />}
          />
        </Panel>
      )}
      {changes.length > 0 && answer.error !== null && (
        <Failed error={answer.error} retry={() => void answer.refetch()} />
      )}
      {changes.length > 0 && answer.isPending && <Loading />}
      {changes.length > 0 && answer.data && !answer.error && (
        <div className="stack" aria-live="polite" aria-busy={answer.isFetching}>
          <Outcome impact={answer.data} />
          <Repair plan={state.plan_id} asked={asked} aim={aim} onAim={(next) => go(changes, next)} />
        </div>
      )}
    </Page>
  );
}

function Chips({ changes, onRemove }: { changes: Change[]; onRemove: (change: Change) => void }) {
  const { t } = useWords();
  const said = useSaid();
  return (
    <ul className="what-if-chips">
      {changes.map((change) => (
        <li key={write(change)}>
          {said(change)}
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={t('whatIf:remove', { what: said(change) })}
            onClick={() => onRemove(change)}
          />
        </li>
      ))}
    </ul>
  );
}

/** Something to begin with: the next critical task slips, and whoever does it is away. */
function Examples({ state, onChoose }: { state: PlanState; onChoose: (change: Change) => void }) {
  const said = useSaid();
  const open = state.tasks.filter(({ actual_finish: done }) => !done);
  const task = open.find(({ critical }) => critical) ?? open[0];
  if (!task) return null;
  const examples: Change[] = [
    { kind: 'slip', task: task.code, count: 5 },
    { kind: 'away', person: task.owner, from: state.as_of, to: '' },
    { kind: 'people', task: task.code, count: 1 },
  ];
  return (
    <span className="what-if-examples">
      {examples.map((change) => (
        <Button key={change.kind} onClick={() => onChoose(change)}>
          {said(change)}
        </Button>
      ))}
    </span>
  );
}
