/** People to choose from, by name, code or department. */
import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useState } from 'react';

import type { Api } from '@/api/client';
import { Avatar } from '@/parts/Person';
import { useWords } from '@/words';

import type { Everyone } from './development';

/** More than these are found by typing. */
const SHOWN = 50;

export function PersonList({ everyone, onChoose }: { everyone: Everyone; onChoose: (person: Api<'Person'>) => void }) {
  const { t } = useWords();
  const [asked, setAsked] = useState('');
  const names = new Map(everyone.departments.map(({ code, name }) => [code, name]));
  const heads = new Set(everyone.departments.map(({ head }) => head));
  const wanted = asked.trim().toLowerCase();
  const found = everyone.people.filter((person) =>
    [person.name, person.code, person.department, names.get(person.department) ?? ''].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
  return (
    <>
      {everyone.people.length > 8 && (
        <Input
          allowClear
          prefix={<SearchOutlined />}
          aria-label={t('signInSearch')}
          placeholder={t('signInSearch')}
          value={asked}
          onChange={({ target }) => setAsked(target.value)}
        />
      )}
      <ul className="people">
        {found.slice(0, SHOWN).map((person) => (
          <li key={person.code}>
            <button type="button" onClick={() => onChoose(person)}>
              <Avatar code={person.code} name={person.name} size={34} />
              <span>
                <strong>{person.name}</strong>
                <small>
                  {names.get(person.department) ?? person.department}
                  {heads.has(person.code) && ` · ${t('head')}`}
                </small>
              </span>
              <code>{person.code}</code>
            </button>
          </li>
        ))}
      </ul>
      {!found.length && <p className="people-none">{everyone.people.length ? t('signInNone') : t('signInNobody')}</p>}
    </>
  );
}
