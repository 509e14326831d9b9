/** A new version of a department's policy, beginning with what would hold on its first day. */
import { useQueryClient } from '@tanstack/react-query';
import { App, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';

import { api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { Dialog } from '@/parts/Dialog';
import { PersonSelect } from '@/parts/PersonSelect';
import { Refusal } from '@/parts/Refusal';
import { Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { changed, dayAfter, differing, type Group, GROUPS, kindOf, type Term, type Terms } from './terms';

interface Props {
  /** Empty: the whole organisation. */
  department: string;
  today: string;
  onClose: () => void;
}

export function PolicyForm({ department, today, onClose }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const { department: named } = useDirectory();
  const queries = useQueryClient();
  const [first, setFirst] = useState(dayAfter(today));
  const [typed, setTyped] = useState<Terms>({});
  const before = api.useQuery('get', '/api/v1/policies/in-force', { params: { query: { department, day: first } } });
  const save = api.useMutation('post', '/api/v1/policies', { onSettled: () => void queries.invalidateQueries() });
  const after: Terms = { ...before.data, ...typed };
  const send = async () => {
    if (!before.data) return;
    await save.mutateAsync({ body: { department, effective_from: first, ...differing(before.data, after) } });
    void message.success(t('settings:saved'));
    onClose();
  };
  const name = department ? (named(department)?.name ?? department) : t('settings:organisation');
  return (
    <Dialog
      open
      width={680}
      title={t('settings:newVersionOf', { name })}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      okButtonProps={{ disabled: !before.data || !changed(before.data, after).length }}
      confirmLoading={save.isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        <p className="soft">{t('settings:newVersionHint')}</p>
        <div className="entry settings-first">
          <label htmlFor="policy-first">{t('settings:effective')}</label>
          <DatePicker
            id="policy-first"
            allowClear={false}
            minDate={dayjs(dayAfter(today))}
            value={dayjs(first)}
            onChange={(at) => setFirst(at?.format('YYYY-MM-DD') ?? first)}
          />
        </div>
        <Loaded of={before}>
          {(standing) => (
            <div className="settings-groups">
              {(Object.keys(GROUPS) as Group[]).map((group) => (
                <fieldset key={group}>
                  <legend>{t(`settings:group_${group}`)}</legend>
                  {GROUPS[group].map((term) => (
                    <div key={term} className="entry">
                      <label htmlFor={`policy-${term}`}>{t(`settings:${term}`)}</label>
                      <TermEntry
                        term={term}
                        terms={{ ...standing, ...typed }}
                        onChange={(value) => setTyped((so_far) => ({ ...so_far, [term]: value }))}
                      />
                    </div>
                  ))}
                </fieldset>
              ))}
            </div>
          )}
        </Loaded>
        <Refusal error={save.error} />
      </div>
    </Dialog>
  );
}

interface EntryProps {
  term: Term;
  terms: Terms;
  onChange: (value: Terms[Term]) => void;
}

function TermEntry({ term, terms, onChange }: EntryProps) {
  const { t } = useWords();
  const id = `policy-${term}`;
  const value = terms[term];
  switch (kindOf(term)) {
    case 'number':
      return (
        <InputNumber
          id={id}
          className="full"
          min={0}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => {
            if (next !== null) onChange(next);
          }}
        />
      );
    case 'time':
      return (
        <Input
          id={id}
          type="time"
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    case 'hours':
      return (
        <Select
          id={id}
          mode="tags"
          open={false}
          suffix={null}
          tokenSeparators={[',', '，', ' ']}
          placeholder={t('settings:workingHoursHint')}
          value={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case 'rota':
      return <RotaEntry id={id} value={typeof value === 'string' ? value : ''} onChange={onChange} />;
    case 'people':
      return <PersonSelect id={id} mode="multiple" value={Array.isArray(value) ? value : []} onChange={onChange} />;
  }
}

/** Rotas by code, each once whatever its versions; none leaves the level to its own person. */
function RotaEntry({ id, value, onChange }: { id: string; value: string; onChange: (code: string) => void }) {
  const { t } = useWords();
  const rotas = api.useQuery('get', '/api/v1/rotas', { params: { query: {} } }).data?.rotas ?? [];
  const names = new Map(rotas.map(({ code, name }) => [code, name]));
  return (
    <Select
      id={id}
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: t('settings:noValue') },
        ...[...names].map(([code, name]) => ({ value: code, label: `${name || code} · ${code}` })),
      ]}
    />
  );
}
