/** Most urgent first, as the server orders them; each leads to where it is done. */
import { RightOutlined } from '@ant-design/icons';
import { Link } from 'react-router';

import type { Api } from '@/api/client';
import { useFormat } from '@/parts/format';
import { LightShape } from '@/parts/Light';
import { useWords } from '@/words';

export function TodoList({ entries }: { entries: Api<'MyDayEntry'>[] }) {
  return (
    <ul className="todos">
      {entries.map((entry) => (
        <Todo key={`${entry.page} ${entry.todo}`} entry={entry} />
      ))}
    </ul>
  );
}

function Todo({ entry }: { entry: Api<'MyDayEntry'> }) {
  const { t, both } = useWords();
  const format = useFormat();
  const { light, todo, title, what, due_at: due, overdue, level, page } = entry;
  return (
    <li>
      <Link to={`/${page}`} className="todo">
        <LightShape light={light} size={15} label={t(`parts:${light}`)} />
        <span className="todo-text">
          <span className="todo-title">{both(title)}</span>
          <span className="todo-what">{both(what)}</span>
          <span className="todo-when">
            <b>{t(`terms:todo_${todo}`)}</b>
            {level > 0 && <span>{t('myDay:level', { level })}</span>}
            {due && (
              <span className={overdue ? 'todo-overdue' : undefined}>
                {overdue && `${t('myDay:overdue')} · `}
                {t('myDay:due', { when: format.moment(due) })}
              </span>
            )}
          </span>
        </span>
        <RightOutlined className="todo-go" aria-hidden />
      </Link>
    </li>
  );
}
