/** What the rules say of rows that were taken all the same, each with what to do. */
import { Link } from 'react-router';

import { type Finding, isOfTask } from '@/api/findings';
import { useWords } from '@/words';

interface Props {
  findings: readonly Finding[];
  /** Its tasks lead to their pages. */
  plan?: string;
  /** Where all are of one row, nobody needs its code. */
  nameless?: boolean;
}

export function FindingList({ findings, plan, nameless }: Props) {
  const { both } = useWords();
  return (
    <ul className="findings">
      {findings.map((one, index) => (
        <li key={index}>
          <span>
            {!nameless && <Row plan={plan} finding={one} />} <b>{both(one.message)}</b>
          </span>
          <span className="soft">{both(one.advice)}</span>
        </li>
      ))}
    </ul>
  );
}

function Row({ plan, finding }: { plan: string | undefined; finding: Finding }) {
  if (!plan || !isOfTask(finding)) return <span className="code">{finding.row}</span>;
  return (
    <Link className="code" to={`/plans/${plan}/tasks/${finding.row}`}>
      {finding.row}
    </Link>
  );
}
