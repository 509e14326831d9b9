/** Channels through which people are told, how they stand, and what went through them. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';

import { api, type Api, asProblem } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { useWords, type Word } from '@/words';

import { Needs } from './Needs';

type Channel = Api<'Channel'>;
type Delivery = Api<'Delivery'>;

export function Channels() {
  const { t } = useWords();
  const me = useMe();
  if (!holdsAnywhere(me, 'manager')) {
    return (
      <Panel title={t('settings:tab_channels')}>
        <Needs role="manager" />
      </Panel>
    );
  }
  return (
    <>
      <List />
      <Deliveries />
    </>
  );
}

/** Says what came of it, and asks again how things stand. */
function useTold(done: string) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return {
    onSuccess: () => void message.success(done),
    onError: (error: unknown) => void message.error(asProblem(error).detail, 6),
    onSettled: () => void queries.invalidateQueries(),
  };
}

function List() {
  const { t } = useWords();
  const format = useFormat();
  const me = useMe();
  const admin = holdsAnywhere(me, 'admin');
  const { department } = useDirectory();
  const list = api.useQuery('get', '/api/v1/channels');
  const test = api.useMutation('post', '/api/v1/channels/{name}/test', useTold(t('settings:tested')));
  const columns: Column<Channel>[] = [
    { key: 'name', title: t('settings:channel'), cell: ({ name }) => name },
    { key: 'kind', title: t('settings:kind'), cell: ({ kind }) => kind },
    {
      key: 'for',
      title: t('settings:for'),
      wrap: true,
      cell: ({ departments: codes }) =>
        codes.map((code) => department(code)?.name ?? code).join(', ') || t('settings:everywhere'),
    },
    { key: 'waiting', title: t('settings:waiting'), numeric: true, cell: ({ waiting }) => format.number(waiting) },
    {
      key: 'failed',
      title: t('settings:failed'),
      numeric: true,
      cell: ({ failed }) => <span className={failed ? 'late' : undefined}>{format.number(failed)}</span>,
    },
    { key: 'at', title: t('settings:delivered'), cell: ({ delivered_at: at }) => format.moment(at) },
    {
      key: 'said',
      title: t('settings:said'),
      wrap: true,
      cell: ({ said, paused_until: until }) => (
        <>
          {said || '–'}
          {until && <span className="late"> {t('settings:paused', { when: format.moment(until) })}</span>}
        </>
      ),
    },
    {
      key: 'test',
      title: t('settings:test'),
      cell: ({ name }) => (
        <Button
          size="small"
          aria-label={`${t('settings:test')} ${name}`}
          disabled={test.isPending}
          onClick={() => test.mutate({ params: { path: { name } } })}
        >
          {t('settings:test')}
        </Button>
      ),
    },
  ];
  return (
    <Panel title={t('settings:tab_channels')} flush>
      <p className="settings-hint">{t('settings:channelsHint')}</p>
      <Loaded of={list}>
        {({ channels }) =>
          channels.length ? (
            <DataTable
              label={t('settings:tab_channels')}
              columns={admin ? columns : columns.slice(0, -1)}
              rows={channels}
              rowKey={({ name }) => name}
            />
          ) : (
            <Empty title={t('settings:channelsNone')} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Deliveries() {
  const { t, both } = useWords();
  const format = useFormat();
  const me = useMe();
  const admin = holdsAnywhere(me, 'admin');
  const list = api.useQuery('get', '/api/v1/deliveries', { params: { query: { page_size: 100, page_token: '' } } });
  const retry = api.useMutation('post', '/api/v1/deliveries/{id}/retry', useTold(t('settings:tested')));
  const columns: Column<Delivery>[] = [
    { key: 'when', title: t('settings:when'), cell: ({ created_at: at }) => format.moment(at) },
    { key: 'message', title: t('settings:message'), wrap: true, cell: ({ title }) => both(title) },
    { key: 'person', title: t('settings:person'), cell: ({ person }) => (person ? <Person code={person} /> : '–') },
    { key: 'channel', title: t('settings:channel'), cell: ({ channel }) => channel },
    {
      key: 'state',
      title: t('settings:state'),
      cell: ({ state }) => (
        <span className={state === 'failed' ? 'late' : undefined}>{t(`settings:delivery_${state}` as Word)}</span>
      ),
    },
    { key: 'said', title: t('settings:said'), wrap: true, cell: ({ said }) => said || '–' },
    {
      key: 'retry',
      title: t('settings:retry'),
      cell: ({ id, state }) =>
        state === 'failed' && (
          <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate({ params: { path: { id } } })}>
            {t('settings:retry')}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={t('settings:deliveries')} flush>
      <Loaded of={list}>
        {({ items }) =>
          items.length ? (
            <DataTable
              label={t('settings:deliveries')}
              columns={admin ? columns : columns.slice(0, -1)}
              rows={items}
              rowKey={({ id }) => id}
            />
          ) : (
            <Empty title={t('settings:deliveriesNone')} />
          )
        }
      </Loaded>
    </Panel>
  );
}
