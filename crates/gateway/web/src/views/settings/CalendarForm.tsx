/** The calendar of a department or a person, written whole. */
import { CloseOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';

import { api } from '@/api/client';
import { useToday } from '@/api/clock';
import { useDirectory, usePeopleFound } from '@/api/directory';
import { type Calendar, useDirectoryChange } from '@/api/directory-writing';
import { holds } from '@/api/rights';
import { useMe } from '@/api/session';
import { Dialog } from '@/parts/Dialog';
import { Refusal } from '@/parts/Refusal';
import { useWords, type Word } from '@/words';

type Exception = NonNullable<Calendar['exceptions']>[number];

interface Props {
  /** Undefined: a new one. */
  calendar: Calendar | undefined;
  /** Those that are there. */
  taken: Calendar[];
  onClose: () => void;
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const key = ({ scope, code }: Pick<Calendar, 'scope' | 'code'>) => `${scope}:${code}`;

export function CalendarForm({ calendar, taken, onClose }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [row, setRow] = useState<Calendar | undefined>(calendar);
  const set = (fields: Partial<Calendar>) => setRow((before) => before && { ...before, ...fields });
  const save = api.useMutation('post', '/api/v1/directory/calendars', useDirectoryChange());
  const send = async () => {
    if (!row) return;
    await save.mutateAsync({ body: { calendars: [row] } });
    void message.success(t('directory:saved'));
    onClose();
  };
  const days = (field: 'weekdays' | 'half_weekdays', label: string, options: number[]) => (
    <div className="entry" role="group" aria-label={label}>
      <span>{label}</span>
      <Checkbox.Group
        value={row?.[field] ?? []}
        onChange={(chosen: number[]) => set({ [field]: chosen.toSorted((a, b) => a - b) })}
        options={options.map((value) => ({ value, label: t(`directory:weekday_${value}` as Word) }))}
      />
    </div>
  );
  return (
    <Dialog
      open
      width={640}
      title={t(calendar ? 'directory:calendars' : 'directory:addCalendar')}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      okButtonProps={{ disabled: !row || row.exceptions?.some(({ date }) => !date) }}
      confirmLoading={save.isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        <Whose calendar={calendar} row={row} taken={taken} onChoose={setRow} />
        {row && (
          <>
            {days('weekdays', `${t('directory:weekdays')} (${t('directory:asAbove')}: –)`, WEEK)}
            {(row.weekdays?.length ?? 0) > 0 && days('half_weekdays', t('directory:halfDays'), row.weekdays ?? [])}
            <div className="entry">
              <label htmlFor="calendar-confirmed">{t('directory:confirmed')}</label>
              <DatePicker
                id="calendar-confirmed"
                value={row.confirmed_through ? dayjs(row.confirmed_through) : null}
                onChange={(at) => set({ confirmed_through: at?.format('YYYY-MM-DD') ?? null })}
              />
              <span className="entry-now">{t('directory:confirmedHint')}</span>
            </div>
            <Exceptions rows={row.exceptions ?? []} onChange={(exceptions) => set({ exceptions })} />
          </>
        )}
        <Refusal error={save.error} />
      </div>
    </Dialog>
  );
}

interface WhoseProps {
  calendar: Calendar | undefined;
  row: Calendar | undefined;
  taken: Calendar[];
  onChoose: (row: Calendar) => void;
}

/** Departments and people that one leads and that have no calendar yet. */
function Whose({ calendar, row, taken, onChoose }: WhoseProps) {
  const { t } = useWords();
  const me = useMe();
  const { departments, person, department } = useDirectory();
  const [typed, setTyped] = useState('');
  const { people } = usePeopleFound(typed);
  if (calendar) {
    const { scope, code } = calendar;
    const name = (scope === 'person' ? person(code)?.name : department(code)?.name) ?? code;
    return (
      <p>
        <span className="tag">{t(`directory:scope_${scope}`)}</span> {name} <span className="code">{code}</span>
      </p>
    );
  }
  const known = new Set(taken.map(key));
  const free = [
    ...departments
      .filter(({ code }) => holds(me, 'manager', code))
      .map(({ code, name }) => ({ scope: 'department' as const, code, name })),
    ...people
      .filter(({ department: home }) => holds(me, 'manager', home))
      .map(({ code, name }) => ({ scope: 'person' as const, code, name })),
  ].filter((one) => !known.has(key(one)));
  return (
    <div className="entry">
      <label htmlFor="calendar-whose">{t('directory:whose')}</label>
      <Select
        id="calendar-whose"
        value={row ? key(row) : null}
        onChange={(wanted: string) => {
          const found = free.find((one) => key(one) === wanted);
          if (found) onChoose({ scope: found.scope, code: found.code, weekdays: [], exceptions: [] });
        }}
        // People are found by the server; departments are all here.
        showSearch={{ optionFilterProp: 'label', onSearch: setTyped }}
        options={free.map((one) => ({
          value: key(one),
          label: `${t(`directory:scope_${one.scope}`)} · ${one.name} · ${one.code}`,
        }))}
      />
    </div>
  );
}

function Exceptions({ rows, onChange }: { rows: Exception[]; onChange: (rows: Exception[]) => void }) {
  const { t } = useWords();
  const today = useToday();
  const set = (index: number, fields: Partial<Exception>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...fields } : row)));
  return (
    <fieldset className="settings-exceptions">
      <legend>{t('directory:exceptions')}</legend>
      {rows.map((row, index) => (
        <div key={index}>
          <DatePicker
            aria-label={t('directory:day')}
            allowClear={false}
            value={row.date ? dayjs(row.date) : null}
            onChange={(at) => set(index, { date: at?.format('YYYY-MM-DD') ?? row.date })}
          />
          <Select
            aria-label={t('directory:isWorked')}
            value={row.working}
            onChange={(working) => set(index, { working })}
            options={[
              { value: false, label: t('directory:off') },
              { value: true, label: t('directory:work') },
            ]}
          />
          <Input
            aria-label={t('directory:note')}
            placeholder={t('directory:note')}
            value={row.note ?? ''}
            onChange={({ target }) => set(index, { note: target.value })}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={t('directory:removeException', { day: row.date })}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button onClick={() => onChange([...rows, { date: today ?? '', working: false, note: '' }])}>
        {t('directory:addException')}
      </Button>
    </fieldset>
  );
}
