/** The inbox: requests that wait for one's decision, one's own, those of one's department. */
import { Input, Segmented, Select } from 'antd';
import { Link, useSearchParams } from 'react-router';

import { useDirectory } from '@/api/directory';
import { KINDS, type ResourceRequest, STATUSES, useRequests } from '@/api/requests';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { LinkButton } from '@/parts/LinkButton';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { Amount } from './Amount';
import { Deadline } from './Deadline';
import { isOwn, readInbox, sorted, waitsFor, WAYS, type Which } from './inbox';
import { Status } from './Status';
import './requests.css';

export default function Requests() {
  const { t } = useWords();
  const me = useMe();
  const { person, departments } = useDirectory();
  const [search, setSearch] = useSearchParams();
  const decides = departments.some(({ head }) => head === me.person);
  const address = readInbox(search, me.person === undefined ? 'all' : decides ? 'decide' : 'mine');
  const waiting = useRequests({ status: 'submitted' });
  const everything = useRequests();
  const own = me.person === undefined ? undefined : person(me.person)?.department;
  const put = (change: Record<string, string>) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(change)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  const count = waiting.data?.filter((one) => waitsFor(one, me)).length ?? 0;
  const ways = WAYS.filter((way) => (way === 'mine' ? me.person : way === 'department' ? own : true));
  const label = (way: Which) =>
    way === 'decide' && count
      ? t('requests:counted', { name: t('requests:show_decide'), count })
      : t(`requests:show_${way}`);
  const belongs: Record<Which, (one: ResourceRequest) => boolean> = {
    decide: (one) => waitsFor(one, me),
    mine: (one) => isOwn(one, me),
    department: (one) => one.requested_from === own || person(one.requested_by)?.department === own,
    all: () => true,
  };
  const fits = (one: ResourceRequest) =>
    belongs[address.show](one) &&
    (!address.kind || one.kind === address.kind) &&
    (!address.status || one.status === address.status) &&
    `${one.code} ${one.description}`.toLowerCase().includes(address.text.toLowerCase());
  return (
    <Page
      title={t('requests:title')}
      subtitle={<p>{t('requests:subtitle')}</p>}
      extra={
        <LinkButton primary to="/requests/new">
          {t('requests:create')}
        </LinkButton>
      }
    >
      <div className="request-tools">
        <Segmented<Which>
          aria-label={t('requests:title')}
          value={address.show}
          onChange={(show) => put({ show })}
          options={ways.map((value) => ({ value, label: label(value) }))}
        />
        <Select
          className="request-field"
          aria-label={t('requests:kind')}
          allowClear
          placeholder={t('requests:anyKind')}
          value={address.kind || undefined}
          onChange={(kind: string | undefined) => put({ kind: kind ?? '' })}
          options={KINDS.map((value) => ({ value, label: t(`requests:kind_${value}`) }))}
        />
        <Select
          className="request-field"
          aria-label={t('parts:status')}
          allowClear
          placeholder={t('requests:anyStatus')}
          value={address.status || undefined}
          onChange={(status: string | undefined) => put({ status: status ?? '' })}
          options={STATUSES.map((value) => ({ value, label: t(`requests:status_${value}`) }))}
        />
        <Input.Search
          className="request-field"
          aria-label={t('requests:find')}
          placeholder={t('requests:find')}
          allowClear
          defaultValue={address.text}
          onSearch={(text) => put({ q: text.trim() })}
        />
      </div>
      <Panel flush>
        <Loaded of={address.show === 'decide' ? waiting : everything}>
          {(all) => {
            const rows = sorted(all.filter(fits));
            return rows.length ? (
              <List rows={rows} />
            ) : (
              <Empty title={t(`requests:none_${address.show}`)} hint={t('requests:noneHint')} />
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}

function List({ rows }: { rows: ResourceRequest[] }) {
  const { t } = useWords();
  const format = useFormat();
  const { department } = useDirectory();
  const columns: Column<ResourceRequest>[] = [
    {
      key: 'request',
      title: t('requests:request'),
      wrap: true,
      cell: ({ id, code, description }) => (
        <Link className="name-link" to={`/requests/${id}`}>
          <span className="code">{code}</span> {description || code}
        </Link>
      ),
    },
    { key: 'kind', title: t('requests:kind'), cell: ({ kind }) => t(`requests:kind_${kind}`) },
    { key: 'what', title: t('requests:what'), numeric: true, cell: (request) => <Amount request={request} /> },
    { key: 'status', title: t('parts:status'), cell: ({ status }) => <Status status={status} /> },
    { key: 'due', title: t('requests:decision'), cell: (request) => <Deadline request={request} /> },
    { key: 'from', title: t('requests:from'), cell: ({ requested_by: by }) => <Person code={by} /> },
    {
      key: 'to',
      title: t('requests:to'),
      cell: ({ requested_from: asked }) => department(asked)?.name ?? asked,
    },
    {
      key: 'needed',
      title: t('requests:neededBy'),
      numeric: true,
      cell: ({ expected_arrival: day }) => format.day(day),
    },
  ];
  return <DataTable label={t('requests:title')} columns={columns} rows={rows} rowKey={({ id }) => id} />;
}
