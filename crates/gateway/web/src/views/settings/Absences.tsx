/** Who is away from today on; one's own are noted by oneself, others' by those who lead them. */
import { App, Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';

import { api, asProblem } from '@/api/client';
import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import { type Absence, absenceCode, useAbsences, useDirectoryChange } from '@/api/directory-writing';
import { holds, holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { Dialog } from '@/parts/Dialog';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { PersonSelect } from '@/parts/PersonSelect';
import { Refusal } from '@/parts/Refusal';
import { Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

const KINDS: Absence['kind'][] = ['leave', 'sickness', 'training', 'business_trip', 'other'];

/** Whether somebody may note absences of a person. */
function useMay() {
  const me = useMe();
  const { person } = useDirectory();
  return (code: string) => {
    const home = person(code)?.department;
    return code === me.person || (home !== undefined && holds(me, 'manager', home));
  };
}

export function Absences() {
  const { t } = useWords();
  const format = useFormat();
  const { message } = App.useApp();
  const today = useToday();
  const me = useMe();
  const { person: named } = useDirectory();
  const may = useMay();
  const list = useAbsences(today);
  const [form, setForm] = useState(false);
  const retire = api.useMutation('post', '/api/v1/directory/absences/{code}/retire', {
    ...useDirectoryChange(),
    onSuccess: () => void message.success(t('directory:saved')),
    onError: (error: unknown) => void message.error(asProblem(error).detail, 6),
  });
  const columns: Column<Absence>[] = [
    { key: 'person', title: t('directory:person'), cell: ({ person }) => <Person code={person} /> },
    { key: 'from', title: t('directory:from'), cell: ({ from }) => format.longDay(from) },
    {
      key: 'to',
      title: t('directory:to'),
      cell: ({ to, part }) => (part ? t(`directory:part_${part}`) : format.longDay(to)),
    },
    { key: 'kind', title: t('directory:kind'), cell: ({ kind }) => t(`directory:kind_${kind}`) },
    { key: 'note', title: t('directory:note'), wrap: true, cell: ({ note }) => note || '–' },
    {
      key: 'retire',
      title: t('directory:retire'),
      cell: ({ code, person, from }) =>
        may(person) && (
          <Button
            size="small"
            aria-label={t('directory:retireOne', { name: named(person)?.name ?? person, from: format.day(from) })}
            onClick={() => retire.mutate({ params: { path: { code } } })}
          >
            {t('directory:retire')}
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={t('directory:absences')}
      extra={
        (me.person !== undefined || holdsAnywhere(me, 'manager')) && (
          <Button onClick={() => setForm(true)}>{t('directory:addAbsence')}</Button>
        )
      }
      flush
    >
      <p className="settings-hint">
        {t('directory:own')} {t('directory:standIn')}
      </p>
      <Loaded of={list} rows={2}>
        {({ items }) => (
          <>
            {items.length ? (
              <DataTable
                label={t('directory:absences')}
                columns={items.some(({ person }) => may(person)) ? columns : columns.slice(0, -1)}
                rows={items}
                rowKey={({ code }) => code}
              />
            ) : (
              <Empty title={t('directory:noAbsence')} />
            )}
            {form && today && (
              <AbsenceForm
                today={today}
                may={may}
                taken={items.map(({ code }) => code)}
                onClose={() => setForm(false)}
              />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

interface FormProps {
  today: string;
  /** Of whom one may note it. */
  may: (person: string) => boolean;
  /** Codes that are given away. */
  taken: string[];
  onClose: () => void;
}

type Part = NonNullable<Absence['part']> | 'all';

function AbsenceForm({ today, may, taken, onClose }: FormProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const me = useMe();
  const [person, setPerson] = useState(me.person ?? '');
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [kind, setKind] = useState<Absence['kind']>('leave');
  const [part, setPart] = useState<Part>('all');
  const [note, setNote] = useState('');
  const save = api.useMutation('post', '/api/v1/directory/absences', useDirectoryChange());
  const send = async () => {
    const code = absenceCode({ person, from }, taken);
    const half = part === 'all' || from !== to ? {} : { part };
    await save.mutateAsync({ body: { absences: [{ code, person, from, to, kind, note: note.trim(), ...half }] } });
    void message.success(t('directory:saved'));
    onClose();
  };
  return (
    <Dialog
      open
      title={t('directory:addAbsence')}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      okButtonProps={{ disabled: !person || to < from }}
      confirmLoading={save.isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        <div className="entry">
          <label htmlFor="absence-person">{t('directory:person')}</label>
          <PersonSelect
            id="absence-person"
            value={person || null}
            onChange={(next: string | null) => setPerson(next ?? '')}
            among={({ code }) => may(code)}
          />
        </div>
        <div className="settings-two">
          <div className="entry">
            <label htmlFor="absence-from">{t('directory:from')}</label>
            <DatePicker
              id="absence-from"
              allowClear={false}
              value={dayjs(from)}
              onChange={(at) => {
                const next = at?.format('YYYY-MM-DD') ?? from;
                setFrom(next);
                if (to < next) setTo(next);
              }}
            />
          </div>
          <div className="entry">
            <label htmlFor="absence-to">{t('directory:to')}</label>
            <DatePicker
              id="absence-to"
              allowClear={false}
              minDate={dayjs(from)}
              value={dayjs(to)}
              onChange={(at) => setTo(at?.format('YYYY-MM-DD') ?? to)}
            />
          </div>
          <div className="entry">
            <label htmlFor="absence-kind">{t('directory:kind')}</label>
            <Select
              id="absence-kind"
              value={kind}
              onChange={setKind}
              options={KINDS.map((value) => ({ value, label: t(`directory:kind_${value}`) }))}
            />
          </div>
          {from === to && (
            <div className="entry">
              <label htmlFor="absence-part">{t('directory:part')}</label>
              <Select<Part>
                id="absence-part"
                value={part}
                onChange={setPart}
                options={(['all', 'morning', 'afternoon'] as const).map((value) => ({
                  value,
                  label: t(`directory:part_${value}`),
                }))}
              />
            </div>
          )}
        </div>
        <label className="entry">
          <span>{t('directory:note')}</span>
          <Input value={note} maxLength={200} onChange={({ target }) => setNote(target.value)} />
        </label>
        <Refusal error={save.error} />
      </div>
    </Dialog>
  );
}
