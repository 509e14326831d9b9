/** Unfinished tasks, and what becomes of each: chosen one by one or together, saved all or nothing. */
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { usePlanStatus } from '@/api/plan';
import { type Disposition, type TaskDisposition, useReviewChange } from '@/api/reviews';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

const DISPOSITIONS: Disposition[] = ['done', 'cancelled', 'carried_over'];

interface Chosen {
  disposition?: Disposition;
  note?: string;
}

interface Props {
  plan: string;
  tasks: TaskDisposition[];
  open: boolean;
}

export function Unfinished({ plan, tasks, open }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<Record<string, Chosen>>({});
  const save = api.useMutation('post', '/api/v1/plans/{plan}/dispositions', useReviewChange());
  const set = (id: string, fields: Chosen) =>
    setChosen((before) => ({ ...before, [id]: { ...before[id], ...fields } }));
  const items = tasks.flatMap(({ task_id, disposition: kept, note }) => {
    const own = chosen[task_id];
    const disposition = own?.disposition ?? kept;
    return own && disposition ? [{ task_id, disposition, note: (own.note ?? note).trim() }] : [];
  });
  const undecided = tasks.filter(({ task_id, disposition }) => !disposition && !chosen[task_id]?.disposition);
  const send = async () => {
    await save.mutateAsync({ params: { path: { plan } }, body: { items } });
    setChosen({});
    void message.success(t('review:saved'));
  };
  if (!tasks.length) {
    return (
      <Panel title={t('review:unfinished')}>
        <p className="soft">{t('review:unfinishedNone')}</p>
      </Panel>
    );
  }
  return (
    <Panel
      title={t('review:unfinished')}
      extra={
        open &&
        undecided.length > 0 && (
          <Button
            className="no-print"
            onClick={() => undecided.forEach(({ task_id: id }) => set(id, { disposition: 'carried_over' }))}
          >
            {t('review:restCarried')}
          </Button>
        )
      }
      flush
    >
      <p className="review-hint">{t('review:unfinishedHint')}</p>
      <Table plan={plan} tasks={tasks} chosen={open ? chosen : undefined} onSet={set} />
      <div className="review-save no-print">
        <Refusal error={save.error} />
        {items.length > 0 && (
          <Button type="primary" loading={save.isPending} onClick={() => void send().catch(() => undefined)}>
            {t('review:saveDispositions', { count: items.length })}
          </Button>
        )}
      </div>
    </Panel>
  );
}

interface TableProps {
  plan: string;
  tasks: TaskDisposition[];
  /** What is chosen and not yet saved; undefined where nothing can be chosen any more. */
  chosen: Record<string, Chosen> | undefined;
  onSet: (task: string, fields: Chosen) => void;
}

function Table({ plan, tasks, chosen, onSet }: TableProps) {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  const names = new Map(usePlanStatus().data?.tasks.map(({ task_id: id, name }) => [id, name]));
  const said = ({ disposition }: TaskDisposition) =>
    disposition ? t(`review:disposition_${disposition}`) : t('review:undecided');
  const columns: Column<TaskDisposition>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: ({ task_id: id, code }) => (
        <Link className="name-link" to={`/plans/${plan}/tasks/${id}`}>
          <span className="code">{code}</span> {names.get(id)}
        </Link>
      ),
    },
    { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
    { key: 'percent', title: t('parts:progress'), numeric: true, cell: ({ percent }) => format.percent(percent) },
    {
      key: 'disposition',
      title: t('review:disposition'),
      cell: (task) =>
        chosen ? (
          <Select<Disposition>
            className="review-choice"
            aria-label={t('review:dispositionOf', { code: task.code })}
            placeholder={t('review:undecided')}
            value={chosen[task.task_id]?.disposition ?? task.disposition ?? null}
            onChange={(disposition) => onSet(task.task_id, { disposition })}
            options={DISPOSITIONS.map((value) => ({ value, label: t(`review:disposition_${value}`) }))}
          />
        ) : (
          said(task)
        ),
    },
    {
      key: 'note',
      title: t('review:note'),
      wrap: true,
      cell: (task) =>
        chosen ? (
          <Input
            aria-label={t('review:noteOf', { code: task.code })}
            maxLength={1000}
            value={chosen[task.task_id]?.note ?? task.note}
            onChange={({ target }) => onSet(task.task_id, { note: target.value })}
          />
        ) : (
          task.note
        ),
    },
    {
      key: 'by',
      title: t('review:decidedBy'),
      cell: ({ by, at }) =>
        by && (
          <span className="soft">
            {person(by)?.name ?? by} {format.moment(at)}
          </span>
        ),
    },
  ];
  const shown = tasks.some(({ by }) => by) ? columns : columns.filter(({ key }) => key !== 'by');
  return (
    <DataTable
      label={t('review:unfinished')}
      columns={shown}
      rows={tasks}
      rowKey={({ task_id: id }) => id}
      find={({ task_id: id, code }) => `${code} ${names.get(id) ?? ''}`}
    />
  );
}
