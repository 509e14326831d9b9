/** A goal, key result, milestone or task by code and name, and the way to where it is shown. */
import { Link } from 'react-router';

const PLACES: Record<string, string> = { goal: 'why', key_result: 'key-results', milestone: 'tasks', task: 'tasks' };

interface Props {
  plan: string;
  kind: string;
  /** Of a milestone that of its task. */
  id: string;
  code: string;
  name: string;
}

export function SubjectLink({ plan, kind, id, code, name }: Props) {
  return (
    <Link to={`/plans/${plan}/${PLACES[kind] ?? 'why'}/${id}`} className="name-link">
      <span className="code">{code}</span> {name}
    </Link>
  );
}
