/** A department or a person, written whole. */
import { App, Input, InputNumber, Select } from 'antd';
import { type ReactNode, useState } from 'react';

import { api, type Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { useDirectoryChange } from '@/api/directory-writing';
import { holds } from '@/api/rights';
import { useMe } from '@/api/session';
import { Dialog } from '@/parts/Dialog';
import { PersonSelect } from '@/parts/PersonSelect';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

interface FrameProps {
  title: string;
  ready: boolean;
  batch: Api<'DirectoryBatch'>;
  onClose: () => void;
  children: ReactNode;
}

/** Sends a batch, and shows what the server says against it. */
function Frame({ title, ready, batch, onClose, children }: FrameProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const save = api.useMutation('post', '/api/v1/directory', useDirectoryChange());
  const send = async () => {
    await save.mutateAsync({ body: batch });
    void message.success(t('directory:saved'));
    onClose();
  };
  return (
    <Dialog
      open
      title={title}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={save.isPending}
      onOk={() => void send().catch(() => undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        {children}
        <Refusal error={save.error} />
      </div>
    </Dialog>
  );
}

interface DepartmentProps {
  /** Undefined: a new one. */
  department: Api<'Department'> | undefined;
  onClose: () => void;
}

export function DepartmentForm({ department, onClose }: DepartmentProps) {
  const { t } = useWords();
  const { departments } = useDirectory();
  const [code, setCode] = useState(department?.code ?? '');
  const [name, setName] = useState(department?.name ?? '');
  const [parent, setParent] = useState(department?.parent ?? '');
  const [head, setHead] = useState(department?.head ?? '');
  return (
    <Frame
      title={department ? t('directory:editOne', { name: department.name }) : t('directory:addDepartment')}
      ready={Boolean(code.trim() && name.trim())}
      batch={{ departments: [{ code: code.trim(), name: name.trim(), parent, head }] }}
      onClose={onClose}
    >
      {!department && (
        <label className="entry">
          <span>{t('directory:code')}</span>
          <Input value={code} onChange={({ target }) => setCode(target.value)} />
        </label>
      )}
      <label className="entry">
        <span>{t('directory:name')}</span>
        <Input value={name} onChange={({ target }) => setName(target.value)} />
      </label>
      <div className="entry">
        <label htmlFor="directory-parent">{t('directory:parent')}</label>
        <Select
          id="directory-parent"
          value={parent}
          onChange={setParent}
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            { value: '', label: t('directory:top') },
            ...departments
              .filter((one) => one.code !== code)
              .map((one) => ({ value: one.code, label: `${one.name} · ${one.code}` })),
          ]}
        />
      </div>
      <div className="entry">
        <label htmlFor="directory-head">{t('directory:head')}</label>
        <PersonSelect<string | null>
          id="directory-head"
          allowClear
          value={head || null}
          onChange={(next: string | null | undefined) => setHead(next ?? '')}
        />
      </div>
    </Frame>
  );
}

type Skill = Api<'Skill'>;
const LEVELS = [1, 2, 3, 4, 5];

/** `数据治理:4` as a skill with its level; without one it is the lowest. */
export function skillOf(text: string): Skill | undefined {
  const [name = '', level = '1'] = text.split(/[:：]/).map((part) => part.trim());
  return name && LEVELS.includes(Number(level)) ? { name, level: Number(level) } : undefined;
}

interface PersonProps {
  /** Undefined: somebody new. */
  person: Api<'Person'> | undefined;
  onClose: () => void;
}

export function PersonForm({ person, onClose }: PersonProps) {
  const { t } = useWords();
  const me = useMe();
  const { departments } = useDirectory();
  const mine = departments.filter(({ code }) => holds(me, 'manager', code));
  const [row, setRow] = useState(() => ({
    code: person?.code ?? '',
    name: person?.name ?? '',
    email: person?.email ?? '',
    department: person?.department ?? mine[0]?.code ?? '',
    hours_per_day: person?.hours_per_day ?? 8,
    part_time_percent: person?.part_time_percent ?? 100,
    skills: person?.skills ?? [],
  }));
  const set = (fields: Partial<typeof row>) => setRow((before) => ({ ...before, ...fields }));
  const text = (field: 'code' | 'name' | 'email', label: string) => (
    <label className="entry">
      <span>{label}</span>
      <Input value={row[field]} onChange={({ target }) => set({ [field]: target.value })} />
    </label>
  );
  const figure = (field: 'hours_per_day' | 'part_time_percent', label: string, most: number) => (
    <label className="entry">
      <span>{label}</span>
      <InputNumber
        className="full"
        min={1}
        max={most}
        value={row[field]}
        onChange={(value) => {
          if (value !== null) set({ [field]: value });
        }}
      />
    </label>
  );
  return (
    <Frame
      title={person ? t('directory:editOne', { name: person.name }) : t('directory:addPerson')}
      ready={Boolean(row.code.trim() && row.name.trim() && row.department)}
      batch={{ people: [{ ...row, code: row.code.trim(), name: row.name.trim(), email: row.email.trim() }] }}
      onClose={onClose}
    >
      {!person && text('code', t('directory:code'))}
      {text('name', t('directory:personName'))}
      <div className="entry">
        <label htmlFor="directory-department">{t('parts:department')}</label>
        <Select
          id="directory-department"
          value={row.department}
          onChange={(department) => set({ department })}
          options={mine.map(({ code, name }) => ({ value: code, label: `${name} · ${code}` }))}
        />
      </div>
      {text('email', t('directory:email'))}
      <div className="settings-two">
        {figure('hours_per_day', t('directory:hours'), 24)}
        {figure('part_time_percent', t('directory:partTime'), 100)}
      </div>
      <div className="entry">
        <label htmlFor="directory-skills">{t('directory:skills')}</label>
        <Select
          id="directory-skills"
          mode="tags"
          open={false}
          suffix={null}
          tokenSeparators={[',', '，']}
          placeholder={t('directory:skillsHint')}
          value={row.skills.map(({ name, level }) => `${name}:${level}`)}
          onChange={(texts: string[]) => set({ skills: texts.map(skillOf).filter((skill) => skill !== undefined) })}
        />
        <span className="entry-now">{t('directory:skillsHint')}</span>
      </div>
    </Frame>
  );
}
