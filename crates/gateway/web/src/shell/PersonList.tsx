/** People to choose from, by name, code or department; in a large organisation found by the server. */
import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useState } from 'react';

import type { Api } from '@/api/client';
import { useSettled } from '@/api/settled';
import { Avatar } from '@/parts/Person';
import { useWords } from '@/words';

import { type Everyone, peopleFound } from './development';

/** More than these are found by typing. */
const SHOWN = 50;

/** Those whom the server finds where not everybody is here. */
function useFound({ whole }: Everyone, asked: string): Api<'Person'>[] {
  const [found, setFound] = useState<Api<'Person'>[]>([]);
  const search = useSettled(asked);
  useEffect(() => {
    let gone = false;
    if (!whole && search) {
      void peopleFound(search).then((people) => {
        if (!gone) setFound(people);
      });
    }
    return () => {
      gone = true;
    };
  }, [whole, search]);
  return whole || !search ? [] : found;
}

export function PersonList({ everyone, onChoose }: { everyone: Everyone; onChoose: (person: Api<'Person'>) => void }) {
  const { t } = useWords();
  const [asked, setAsked] = useState('');
  const names = new Map(everyone.departments.map(({ code, name }) => [code, name]));
  const heads = new Set(everyone.departments.map(({ head }) => head));
  const wanted = asked.trim().toLowerCase();
  const here = everyone.people.filter((person) =>
    [person.name, person.code, person.department, names.get(person.department) ?? ''].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
  const known = new Set(here.map(({ code }) => code));
  const found = [...here, ...useFound(everyone, wanted).filter(({ code }) => !known.has(code))];
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
