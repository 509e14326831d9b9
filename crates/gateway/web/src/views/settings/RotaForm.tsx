/** A new rota, or a new version of one; what the server refuses is said at the field. */
import { useQueryClient } from '@tanstack/react-query';
import { App, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useState } from 'react';

import { api, type Api, asProblem } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { holds, holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { Dialog } from '@/parts/Dialog';
import { byField, Entry } from '@/parts/Entry';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

import type { Rota } from './rota';
import { dayAfter } from './terms';
import { Turns } from './Turns';

interface Props {
  /** The version that the new one begins with; none for a new rota. */
  before: Rota | undefined;
  /** Where a new rota belongs, to begin with. */
  department: string;
  today: string;
  onClose: () => void;
}

type Entries = Required<Omit<Api<'NewRota'>, 'utc_offset'>>;

export function RotaForm({ before, department, today, onClose }: Props) {
  const { t } = useWords();
  const me = useMe();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { departments } = useDirectory();
  const first = dayAfter(today);
  const [typed, setTyped] = useState<Entries>({
    code: before?.code ?? '',
    name: before?.name ?? '',
    department: before?.department ?? department,
    effective_from: first,
    people: before?.people ?? [],
    turn_days: before?.turn_days ?? 7,
    start: before?.start ?? first,
    handover: before?.handover ?? '09:00',
  });
  const save = api.useMutation('post', '/api/v1/rotas', { onSettled: () => void queries.invalidateQueries() });
  const set = (change: Partial<Entries>) => setTyped((so_far) => ({ ...so_far, ...change }));
  const send = async () => {
    await save.mutateAsync({ body: { ...typed, ...(before ? { utc_offset: before.utc_offset } : {}) } });
    void message.success(t('rotas:saved'));
    onClose();
  };
  const violations = save.error ? (asProblem(save.error).violations ?? []) : [];
  const wrong = byField(violations);
  const atFields = violations.length > 0 && [...wrong.keys()].every((field) => field in typed);
  const mine = [
    ...(holdsAnywhere(me, 'admin') ? [{ value: '', label: t('settings:organisation') }] : []),
    ...departments
      .filter(({ code }) => holds(me, 'manager', code))
      .map(({ code, name }) => ({ value: code, label: `${name} · ${code}` })),
  ];
  const entry = (field: keyof Entries, label: string, made: (id: string, status: '' | 'error') => ReactNode) => (
    <Entry id={`rota-${field}`} label={label} wrong={wrong.get(field)}>
      {made}
    </Entry>
  );
  return (
    <Dialog
      open
      width={640}
      title={before ? t('rotas:newVersionOf', { name: before.name }) : t('rotas:create')}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      confirmLoading={save.isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        <p className="soft">{t('rotas:formHint')}</p>
        <div className="settings-two">
          {entry('code', t('rotas:code'), (id, status) => (
            <Input
              id={id}
              status={status}
              maxLength={64}
              disabled={before !== undefined}
              value={typed.code}
              onChange={({ target }) => set({ code: target.value })}
            />
          ))}
          {entry('name', t('rotas:name'), (id, status) => (
            <Input id={id} status={status} value={typed.name} onChange={({ target }) => set({ name: target.value })} />
          ))}
          {entry('department', t('rotas:department'), (id, status) => (
            <Select
              id={id}
              status={status}
              value={typed.department}
              onChange={(code) => set({ department: code })}
              showSearch={{ optionFilterProp: 'label' }}
              options={mine}
            />
          ))}
          {entry('effective_from', t('settings:effective'), (id, status) => (
            <DatePicker
              id={id}
              status={status}
              allowClear={false}
              minDate={dayjs(first)}
              value={dayjs(typed.effective_from)}
              onChange={(at) => at && set({ effective_from: at.format('YYYY-MM-DD') })}
            />
          ))}
        </div>
        {entry('people', t('rotas:people'), (id, status) => (
          <>
            <Turns id={id} status={status} people={typed.people} onChange={(codes) => set({ people: codes })} />
            <span className="entry-now">{t('rotas:peopleHint')}</span>
          </>
        ))}
        <div className="settings-two">
          {entry('turn_days', t('rotas:turn_days'), (id, status) => (
            <InputNumber
              id={id}
              status={status}
              className="full"
              value={typed.turn_days}
              onChange={(days) => set({ turn_days: days ?? 0 })}
            />
          ))}
          {entry('start', t('rotas:start'), (id, status) => (
            <DatePicker
              id={id}
              status={status}
              allowClear={false}
              value={dayjs(typed.start)}
              onChange={(at) => at && set({ start: at.format('YYYY-MM-DD') })}
            />
          ))}
          {entry('handover', t('rotas:handover'), (id, status) => (
            <Input
              id={id}
              type="time"
              status={status}
              value={typed.handover}
              onChange={({ target }) => set({ handover: target.value })}
            />
          ))}
        </div>
        {save.error && !atFields && <Refusal error={save.error} />}
      </div>
    </Dialog>
  );
}
