/** A tool or data set: how many there are, and who else asks for it. */
import { Link } from 'react-router';

import { useCoded } from '@/api/coded';
import type { ResourceRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { useWords } from '@/words';

import { Status } from './Status';

export function Things({ request, all }: { request: ResourceRequest; all: ResourceRequest[] }) {
  const { t } = useWords();
  const format = useFormat();
  const tool = useCoded('tool', request.kind === 'tool' ? request.asset : undefined).data;
  const data = useCoded('data', request.kind === 'data' ? request.asset : undefined).data;
  const asset = tool ?? data;
  const others = all.filter(
    (one) =>
      one.id !== request.id &&
      request.asset &&
      one.asset === request.asset &&
      (one.status === 'submitted' || one.status === 'approved'),
  );
  return (
    <Panel title={t('requests:assetState')}>
      {!request.asset && <p className="soft">{t('requests:assetUnnamed')}</p>}
      {asset && (
        <p>
          <span className="code">{asset.code}</span> {asset.name}{' '}
          {tool && (
            <span className="soft">{t('requests:assetOf', { count: tool.quantity, unit: tool.unit ?? '' })}</span>
          )}
        </p>
      )}
      {request.asset && !others.length && <p className="soft">{t('requests:assetFree')}</p>}
      <ul className="request-people">
        {others.map((one) => (
          <li key={one.id}>
            <Link to={`/requests/${one.id}`}>
              <span className="code">{one.code}</span> {one.description || one.code}
            </Link>
            <Person code={one.requested_by} />
            <Status status={one.status} />
            <small>
              {t('requests:neededBy')} {format.day(one.expected_arrival)} · {format.number(one.quantity)} {one.unit}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
