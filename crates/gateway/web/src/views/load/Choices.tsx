/** Which window, which people, and how they are shown. */
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented, Select, Space } from 'antd';

import { useDirectory } from '@/api/directory';
import { PersonSelect } from '@/parts/PersonSelect';
import { useWords } from '@/words';

import type { LoadAddress } from './address';
import { useSpan } from './useSpan';
import { shifted, type Span } from './window';

interface Props {
  address: LoadAddress;
  onChange: (change: Partial<LoadAddress>) => void;
}

export function Choices({ address, onChange }: Props) {
  const { t } = useWords();
  return (
    <>
      <Segmented
        aria-label={t('load:rows')}
        value={address.rows}
        onChange={(rows) => onChange({ rows, cell: '' })}
        options={(['people', 'teams'] as const).map((value) => ({ value, label: t(`load:rows_${value}`) }))}
      />
      <Segmented
        aria-label={t('parts:showChart')}
        value={address.as}
        onChange={(as) => onChange({ as })}
        options={[
          { value: 'chart' as const, label: t('parts:showChart') },
          { value: 'table' as const, label: t('parts:showTable') },
        ]}
      />
    </>
  );
}

export function Tools({ address, span, onChange }: Props & { span: Span }) {
  const { t } = useWords();
  const said = useSpan();
  const { departments } = useDirectory();
  return (
    <div className="load-tools">
      <Segmented
        aria-label={t('load:by')}
        value={address.by}
        onChange={(by) => onChange({ by, cell: '' })}
        options={(['week', 'day'] as const).map((value) => ({ value, label: t(`load:by_${value}`) }))}
      />
      <Space.Compact>
        <Button
          icon={<LeftOutlined />}
          aria-label={t('load:earlier')}
          onClick={() => onChange({ from: shifted(address.by, span.from, -1), cell: '' })}
        />
        <Button onClick={() => onChange({ from: '', cell: '' })}>{t('load:now')}</Button>
        <Button
          icon={<RightOutlined />}
          aria-label={t('load:later')}
          onClick={() => onChange({ from: shifted(address.by, span.from, 1), cell: '' })}
        />
      </Space.Compact>
      <span className="numbers nowrap">{said(span.from, span.to)}</span>
      <Select
        className="load-field"
        aria-label={t('load:department')}
        showSearch={{ optionFilterProp: 'label' }}
        value={address.department}
        onChange={(department) => onChange({ department, person: '', cell: '' })}
        options={departments.map(({ code: value, name }) => ({ value, label: name }))}
      />
      <PersonSelect<string | null>
        className="load-field"
        aria-label={t('load:person')}
        allowClear
        placeholder={t('load:anyPerson')}
        value={address.person || null}
        onChange={(person: string | null | undefined) => onChange({ person: person ?? '', cell: '' })}
      />
      <Checkbox checked={address.over} onChange={({ target }) => onChange({ over: target.checked })}>
        {t('load:onlyOver')}
      </Checkbox>
    </div>
  );
}
