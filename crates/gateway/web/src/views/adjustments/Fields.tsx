/** A value of a plan's row, as people read it; and how it is typed. */
import { DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';

import { useFormat } from '@/parts/format';
import { Person } from '@/parts/Person';
import { PersonSelect } from '@/parts/PersonSelect';
import { useWords } from '@/words';

import { type Field, kindOf, type Table } from './draft';

interface ValueProps {
  table: string;
  field: string;
  value: string;
  unit?: string;
  /** Without the year. */
  short?: boolean;
}

export function Value({ table, field, value, unit = '', short = false }: ValueProps) {
  const { t } = useWords();
  const format = useFormat();
  if (!value) return <span className="soft">{t('adjustments:empty')}</span>;
  switch (kindOf(table as Table, field as Field)) {
    case 'day':
      return <time dateTime={value}>{short ? format.day(value) : format.longDay(value)}</time>;
    case 'number':
      return (
        <span className="numbers">
          {format.number(Number(value))}
          {field === 'weight' ? '%' : unit}
        </span>
      );
    case 'person':
      return <Person code={value} />;
    case 'state':
      return <>{t(value === 'cancelled' ? 'adjustments:state_cancelled' : 'adjustments:state_open')}</>;
    case 'text':
      return <>{value}</>;
  }
}

interface EntryProps {
  id: string;
  table: Table;
  field: Field;
  value: string;
  onChange: (value: string) => void;
}

export function Entry({ id, table, field, value, onChange }: EntryProps) {
  const { t } = useWords();
  switch (kindOf(table, field)) {
    case 'day':
      return (
        <DatePicker
          id={id}
          className="full"
          allowClear={false}
          value={value ? dayjs(value) : null}
          onChange={(at) => onChange(at?.format('YYYY-MM-DD') ?? '')}
        />
      );
    case 'number':
      return (
        <InputNumber
          id={id}
          className="full"
          value={value === '' ? null : Number(value)}
          onChange={(next) => onChange(next === null ? '' : String(next))}
        />
      );
    case 'person':
      return <PersonSelect id={id} className="full" value={value || null} onChange={onChange} />;
    case 'state':
      return (
        <Select
          id={id}
          className="full"
          value={value}
          onChange={onChange}
          options={[
            { value: 'open', label: t('adjustments:state_open') },
            { value: 'cancelled', label: t('adjustments:cancelTask') },
          ]}
        />
      );
    case 'text':
      return field === 'description' ? (
        <Input.TextArea id={id} rows={2} value={value} onChange={({ target }) => onChange(target.value)} />
      ) : (
        <Input id={id} value={value} onChange={({ target }) => onChange(target.value)} />
      );
  }
}
