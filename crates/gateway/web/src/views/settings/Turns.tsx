/** Whose turns follow each other, in their order; somebody may stand there several times. */
import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';

import { useDirectory } from '@/api/directory';
import { Person } from '@/parts/Person';
import { PersonSelect } from '@/parts/PersonSelect';
import { useWords } from '@/words';

import { swapped } from './rota';

interface Props {
  id: string;
  status: '' | 'error';
  people: string[];
  onChange: (people: string[]) => void;
}

export function Turns({ id, status, people, onChange }: Props) {
  const { t } = useWords();
  const { person } = useDirectory();
  return (
    <>
      {people.length > 0 && (
        <ol className="turns" aria-label={t('rotas:people')}>
          {people.map((code, at) => {
            const name = person(code)?.name ?? code;
            const of = { name, turn: at + 1 };
            return (
              // Nobody has another key: the same person may come again.
              <li key={at}>
                <Person code={code} />
                <span className="turns-moves">
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined />}
                    disabled={at === 0}
                    aria-label={t('rotas:earlier', of)}
                    onClick={() => onChange(swapped(people, at, at - 1))}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined />}
                    disabled={at === people.length - 1}
                    aria-label={t('rotas:later', of)}
                    onClick={() => onChange(swapped(people, at, at + 1))}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<CloseOutlined />}
                    aria-label={t('rotas:remove', of)}
                    onClick={() => onChange(people.filter((_, other) => other !== at))}
                  />
                </span>
              </li>
            );
          })}
        </ol>
      )}
      <PersonSelect
        id={id}
        status={status}
        value={null}
        placeholder={t('rotas:addTurn')}
        onChange={(code: string | null) => {
          if (code) onChange([...people, code]);
        }}
      />
    </>
  );
}
