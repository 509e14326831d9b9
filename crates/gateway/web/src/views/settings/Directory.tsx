/** Departments, people and absences: to look at by all, to change by those who lead. */
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useDirectory, usePeopleFound } from '@/api/directory';
import { holds, holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty } from '@/parts/states';
import { useWords } from '@/words';

import { Absences } from './Absences';
import { DepartmentForm, PersonForm } from './DirectoryForms';
import { Needs } from './Needs';

type Department = Api<'Department'>;
type Member = Api<'Person'>;

/** More than these are found by typing. */
const SHOWN = 50;

export function Directory() {
  const me = useMe();
  return (
    <>
      {!holdsAnywhere(me, 'manager') && <Needs role="manager" />}
      <Departments />
      <People />
      <Absences />
    </>
  );
}

function EditButton({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useWords();
  return (
    <Button size="small" aria-label={t('directory:editOne', { name })} onClick={onClick}>
      {t('directory:edit')}
    </Button>
  );
}

/** Those below stand under the one above, a step further in. */
export function inTree(departments: Department[]): { department: Department; depth: number }[] {
  const codes = new Set(departments.map(({ code }) => code));
  const below = (parent: string | undefined, depth: number): { department: Department; depth: number }[] =>
    depth > departments.length
      ? []
      : departments
          .filter(({ parent: above }) => (above && codes.has(above) ? above : undefined) === parent)
          .flatMap((department) => [{ department, depth }, ...below(department.code, depth + 1)]);
  return below(undefined, 0);
}

function Departments() {
  const { t } = useWords();
  const format = useFormat();
  const me = useMe();
  const { departments, people, whole } = useDirectory();
  const [edited, setEdited] = useState<Department | 'new'>();
  const columns: Column<ReturnType<typeof inTree>[number]>[] = [
    {
      key: 'name',
      title: t('directory:name'),
      cell: ({ department: { code, name }, depth }) => (
        <Link className="name-link" to={`/departments/${code}`} style={{ paddingInlineStart: depth * 20 }}>
          {name} <span className="code">{code}</span>
        </Link>
      ),
    },
    {
      key: 'head',
      title: t('directory:head'),
      cell: ({ department: { head } }) => (head ? <Person code={head} /> : '–'),
    },
    {
      key: 'members',
      title: t('directory:members'),
      numeric: true,
      cell: ({ department: { code } }) => format.number(people.filter((one) => one.department === code).length),
    },
    {
      key: 'edit',
      title: t('directory:edit'),
      cell: ({ department }) =>
        holds(me, 'manager', department.code) && (
          <EditButton name={department.name} onClick={() => setEdited(department)} />
        ),
    },
  ];
  const mayEdit = departments.some(({ code }) => holds(me, 'manager', code));
  // Of a large organisation not everybody is here to be counted.
  const shown = columns.filter(({ key }) => (key === 'members' ? whole : key === 'edit' ? mayEdit : true));
  return (
    <Panel
      title={t('directory:departments')}
      // Whose code nobody knows yet only those may write who may write all.
      extra={
        holds(me, 'manager', '*') && <Button onClick={() => setEdited('new')}>{t('directory:addDepartment')}</Button>
      }
      flush
    >
      <DataTable
        label={t('directory:departments')}
        columns={shown}
        rows={inTree(departments)}
        rowKey={({ department }) => department.code}
      />
      {edited && (
        <DepartmentForm department={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </Panel>
  );
}

function People() {
  const { t } = useWords();
  const format = useFormat();
  const me = useMe();
  const { departments, department: named } = useDirectory();
  const [asked, setAsked] = useState('');
  const [within, setWithin] = useState('');
  const [edited, setEdited] = useState<Member | 'new'>();
  const { people: found, more } = usePeopleFound(asked, within);
  const columns: Column<Member>[] = [
    { key: 'name', title: t('directory:personName'), cell: ({ code }) => <Person code={code} /> },
    { key: 'code', title: t('directory:code'), cell: ({ code }) => <span className="code">{code}</span> },
    {
      key: 'department',
      title: t('parts:department'),
      cell: ({ department }) => named(department)?.name ?? department,
    },
    {
      key: 'skills',
      title: t('directory:skills'),
      wrap: true,
      cell: ({ skills }) => skills.map(({ name, level }) => `${name} ${level}`).join(', ') || '–',
    },
    {
      key: 'hours',
      title: t('directory:hours'),
      numeric: true,
      cell: ({ hours_per_day: hours, part_time_percent: part }) =>
        format.number((hours * (part ?? FULL_TIME)) / FULL_TIME),
    },
    { key: 'email', title: t('directory:email'), cell: ({ email }) => email || '–' },
    {
      key: 'edit',
      title: t('directory:edit'),
      cell: (one) =>
        holds(me, 'manager', one.department) && <EditButton name={one.name} onClick={() => setEdited(one)} />,
    },
  ];
  const shown = holdsAnywhere(me, 'manager') ? columns : columns.slice(0, -1);
  return (
    <Panel
      title={t('directory:people')}
      extra={
        holdsAnywhere(me, 'manager') && <Button onClick={() => setEdited('new')}>{t('directory:addPerson')}</Button>
      }
      flush
    >
      <div className="settings-find">
        <Input
          allowClear
          aria-label={t('directory:find')}
          placeholder={t('directory:find')}
          value={asked}
          onChange={({ target }) => setAsked(target.value)}
        />
        <Select
          aria-label={t('parts:department')}
          value={within}
          onChange={setWithin}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          options={[
            { value: '', label: t('directory:anyDepartment') },
            ...departments.map(({ code, name }) => ({ value: code, label: name })),
          ]}
        />
      </div>
      {found.length ? (
        <DataTable
          label={t('directory:people')}
          columns={shown}
          rows={found.slice(0, SHOWN)}
          rowKey={({ code }) => code}
        />
      ) : (
        <Empty title={t('directory:nobody')} />
      )}
      {more && <p className="settings-hint">{t('directory:manyMore', { count: found.length })}</p>}
      {found.length > SHOWN && <p className="settings-hint">{t('directory:more', { count: found.length - SHOWN })}</p>}
      {edited && <PersonForm person={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Panel>
  );
}

const FULL_TIME = 100;
