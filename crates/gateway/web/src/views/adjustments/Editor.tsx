/** An adjustment as it is written: why, and what of the plan becomes different. */
import { CloseOutlined } from '@ant-design/icons';
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { type Adjustment, asRead, useAdjustmentChange } from '@/api/adjustments';
import { api } from '@/api/client';
import { Panel } from '@/parts/Page';
import { Refusal } from '@/parts/Refusal';
import { Empty } from '@/parts/states';
import { useWords } from '@/words';

import { changesOf, differences, type Field, fieldsOf, type Present, type Row, weightsAfter } from './draft';
import { Entry, Value } from './Fields';

interface Props {
  plan: string;
  present: Present[];
  /** The draft that is written anew. */
  draft: Adjustment | undefined;
  reason: string;
  rows: Row[];
}

export function Editor({ plan, present, draft, reason: given, rows: begun }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [reason, setReason] = useState(given);
  const [rows, setRows] = useState(begun);
  const change = useAdjustmentChange();
  const create = api.useMutation('post', '/api/v1/plans/{plan}/adjustments', change);
  const update = api.useMutation('put', '/api/v1/adjustments/{id}', change);
  const find = (id: string) => present.find((row) => row.id === id);
  const nothing = rows.every((row) => !Object.keys(differences(row, find(row.id))).length);
  const set = (id: string, field: Field, value: string) =>
    setRows((before) =>
      before.map((row) => (row.id === id ? { ...row, values: { ...row.values, [field]: value } } : row)),
    );
  const save = async () => {
    const body = { reason: reason.trim(), changes: changesOf(rows, present) };
    const { id } = draft
      ? await update.mutateAsync({ ...asRead(draft), body })
      : await create.mutateAsync({ params: { path: { plan } }, body });
    void message.success(t('adjustments:kept'));
    void navigate(`/plans/${plan}/adjustments/${id}`);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save().catch(() => undefined);
      }}
    >
      <Panel>
        <label className="entry">
          <span>{t('adjustments:reasonLabel')}</span>
          <Input.TextArea
            rows={2}
            maxLength={1000}
            placeholder={t('adjustments:reasonHint')}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </label>
      </Panel>
      {rows.map((row) => (
        <RowEditor
          key={row.id}
          row={row}
          present={find(row.id)}
          onSet={(field, value) => set(row.id, field, value)}
          onRemove={() => setRows((before) => before.filter(({ id }) => id !== row.id))}
        />
      ))}
      {!rows.length && (
        <Panel>
          <Empty title={t('adjustments:noFields')} hint={t('adjustments:addRowHint')} />
        </Panel>
      )}
      <AddRow
        present={present.filter(({ id }) => rows.every((row) => row.id !== id))}
        onAdd={({ table, id }) => setRows((before) => [...before, { table, id, values: {} }])}
      />
      {weightsAfter(rows, present)
        .filter(({ sum }) => Math.abs(sum - 100) > 0.01)
        .map(({ goal, sum }) => (
          <p key={goal} className="hint" role="status">
            {t('adjustments:weights', { goal, sum: Math.round(sum * 100) / 100 })}
          </p>
        ))}
      <Refusal error={create.error ?? update.error} />
      <div className="actions">
        <Button
          type="primary"
          htmlType="submit"
          disabled={nothing || !reason.trim()}
          loading={create.isPending || update.isPending}
        >
          {t('adjustments:keepDraft')}
        </Button>
        <Button onClick={() => void navigate(-1)}>{t('parts:cancel')}</Button>
        {nothing && rows.length > 0 && <span className="soft">{t('adjustments:nothingYet')}</span>}
      </div>
    </form>
  );
}

interface RowProps {
  row: Row;
  present: Present | undefined;
  onSet: (field: Field, value: string) => void;
  onRemove: () => void;
}

function RowEditor({ row, present, onSet, onRemove }: RowProps) {
  const { t } = useWords();
  const code = present?.code ?? row.id;
  const differs = differences(row, present);
  return (
    <section className="panel adjustment-edit">
      <header className="panel-head">
        <h2>
          <span className="tag">{t(`adjustments:table_${row.table}`)}</span> <span className="code">{code}</span>{' '}
          {present?.name}
        </h2>
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('adjustments:removeRow', { code })}
          onClick={onRemove}
        />
      </header>
      <div className="panel-body adjustment-fields">
        {fieldsOf(row.table).map((field) => {
          const now = present?.values[field] ?? '';
          const id = `${row.id}-${field}`;
          return (
            <div key={field} className={field === 'description' ? 'entry entry-wide' : 'entry'}>
              <label htmlFor={id}>{t(`adjustments:field_${field}`)}</label>
              <Entry
                id={id}
                table={row.table}
                field={field}
                value={row.values[field] ?? now}
                onChange={(value) => onSet(field, value)}
              />
              {field in differs && (
                <span className="entry-now">
                  <s>
                    <Value table={row.table} field={field} value={now} />
                  </s>
                </span>
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function AddRow({ present, onAdd }: { present: Present[]; onAdd: (row: Present) => void }) {
  const { t } = useWords();
  const tables = ['tasks', 'key_results', 'goals', 'plan'] as const;
  return (
    <Select
      className="adjustment-add"
      aria-label={t('adjustments:addRow')}
      placeholder={t('adjustments:addRow')}
      value={null}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(id: string | null) => {
        const row = present.find((one) => one.id === id);
        if (row) onAdd(row);
      }}
      options={tables.map((table) => ({
        label: t(`adjustments:table_${table}`),
        options: present
          .filter((row) => row.table === table)
          .map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` })),
      }))}
    />
  );
}
