/** What is shown, and how: all of it is in the address. */
import { FilterOutlined } from '@ant-design/icons';
import { Button, Checkbox, Grid, Input, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';

import { useDirectory } from '@/api/directory';
import type { PlanState } from '@/api/plan';
import { LightShape } from '@/parts/Light';
import { useWords } from '@/words';

import { type Address, GROUPS, LIGHTS } from './address';
import { ZOOMS } from './scale';

interface Props {
  state: PlanState;
  address: Address;
  onChange: (change: Partial<Address>) => void;
}

export function Filters({ state, address, onChange }: Props) {
  const { t } = useWords();
  const narrow = !(Grid.useBreakpoint().md ?? true);
  const [open, setOpen] = useState(false);
  const active = [address.text, address.lights.length, address.owner, address.department, address.critical];
  const count = active.filter(Boolean).length;
  return (
    <div className="gantt-tools">
      <Segmented
        aria-label={t('gantt:zoom')}
        value={address.zoom}
        onChange={(zoom) => onChange({ zoom })}
        options={ZOOMS.map((value) => ({ value, label: t(`gantt:zoom_${value}`) }))}
      />
      {narrow && (
        <Button icon={<FilterOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>
          {count ? t('gantt:filtersOn', { count }) : t('gantt:filters')}
        </Button>
      )}
      {(!narrow || open) && <Fields state={state} address={address} onChange={onChange} />}
    </div>
  );
}

function Fields({ state, address, onChange }: Props) {
  const { t } = useWords();
  const { person, department } = useDirectory();
  const owners = useMemo(() => {
    const codes = [...new Set(state.tasks.map((task) => task.owner))].sort();
    return codes.map((value) => ({ value, label: person(value)?.name ?? value }));
  }, [state.tasks, person]);
  const departments = useMemo(() => {
    const codes = [...new Set(state.tasks.map((task) => task.department))].sort();
    return codes.map((value) => ({ value, label: department(value)?.name ?? value }));
  }, [state.tasks, department]);
  return (
    <>
      <Select
        className="gantt-field"
        aria-label={t('gantt:groupBy')}
        value={address.group}
        onChange={(group) => onChange({ group })}
        options={GROUPS.map((value) => ({ value, label: t(`gantt:group_${value}`) }))}
      />
      <Select
        className="gantt-field"
        aria-label={t('parts:light')}
        mode="multiple"
        maxTagCount="responsive"
        placeholder={t('gantt:anyLight')}
        value={address.lights}
        onChange={(lights) => onChange({ lights })}
        options={LIGHTS.map((value) => ({
          value,
          label: (
            <span className="gantt-option">
              <LightShape light={value} /> {t(`parts:${value}`)}
            </span>
          ),
        }))}
      />
      <Select
        className="gantt-field"
        aria-label={t('parts:department')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('gantt:anyDepartment')}
        value={address.department || undefined}
        onChange={(code: string | undefined) => onChange({ department: code ?? '' })}
        options={departments}
      />
      <Select
        className="gantt-field"
        aria-label={t('parts:owner')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('gantt:anyOwner')}
        value={address.owner || undefined}
        onChange={(code: string | undefined) => onChange({ owner: code ?? '' })}
        options={owners}
      />
      <Input.Search
        className="gantt-field"
        aria-label={t('gantt:find')}
        placeholder={t('gantt:find')}
        allowClear
        defaultValue={address.text}
        onSearch={(text) => onChange({ text: text.trim() })}
      />
      <Checkbox checked={address.critical} onChange={({ target }) => onChange({ critical: target.checked })}>
        {t('gantt:onlyCritical')}
      </Checkbox>
    </>
  );
}
