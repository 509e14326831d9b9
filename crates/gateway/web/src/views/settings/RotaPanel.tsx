/** One duty rota: who has the turn, whose turns follow, and its versions. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';

import { api, asProblem } from '@/api/client';
import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import { holds, holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Loading } from '@/parts/states';
import { useWords } from '@/words';

import type { Rota } from './rota';
import { stateOf } from './terms';

/** Now and the turns that follow; an error before its first version begins. */
export function useOnDuty(code: string) {
  return api.useQuery(
    'get',
    '/api/v1/rotas/{code}/on-duty',
    { params: { path: { code }, query: {} } },
    { enabled: code !== '' },
  );
}

export function OnDuty({ code }: { code: string }) {
  const { t } = useWords();
  const { person } = useDirectory();
  const { data, error } = useOnDuty(code);
  if (error) return <span className="soft">{t('rotas:notBegun')}</span>;
  if (!data) return null;
  const { person: turn, on_duty: there } = data;
  if (!turn) return <span className="soft">{t('rotas:notBegun')}</span>;
  if (!there) return <b className="late">{t('rotas:nobody')}</b>;
  return (
    <span className="facts">
      <Person code={there} />
      {there !== turn && <span className="tag">{t('rotas:standsIn', { name: person(turn)?.name ?? turn })}</span>}
    </span>
  );
}

interface Props {
  /** The version written last. */
  rota: Rota;
  /** All of its versions, oldest first. */
  versions: Rota[];
  onEdit: () => void;
}

export function RotaPanel({ rota, versions, onEdit }: Props) {
  const { t } = useWords();
  const me = useMe();
  const { department } = useDirectory();
  const may = rota.department ? holds(me, 'manager', rota.department) : holdsAnywhere(me, 'admin');
  const where = rota.department ? (department(rota.department)?.name ?? rota.department) : t('settings:organisation');
  return (
    <Panel
      title={`${rota.name} · ${rota.code}`}
      extra={
        <span className="facts">
          <span className="soft">{where}</span>
          {may && <Button onClick={onEdit}>{t('settings:newVersion')}</Button>}
        </span>
      }
    >
      <div className="rota">
        <section>
          <h3>{t('rotas:onDuty')}</h3>
          <OnDuty code={rota.code} />
        </section>
        <Turns code={rota.code} />
      </div>
      <h3 className="rota-versions">{t('rotas:versions')}</h3>
      <Versions versions={versions} may={may} />
    </Panel>
  );
}

function Turns({ code }: { code: string }) {
  const { t } = useWords();
  const format = useFormat();
  const { data, isPending } = useOnDuty(code);
  if (isPending) return <Loading rows={1} />;
  if (!data?.turns.length) return null;
  return (
    <section>
      <h3>{t('rotas:turns')}</h3>
      <ol className="rota-turns">
        {data.turns.map(({ person, from, until }) => (
          <li key={from}>
            <Person code={person} />
            <span className="soft numbers">
              {t('rotas:turn', { from: format.moment(from), until: format.moment(until) })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Versions({ versions, may }: { versions: Rota[]; may: boolean }) {
  const { t } = useWords();
  const format = useFormat();
  const today = useToday();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const withdraw = api.useMutation('post', '/api/v1/rotas/{id}/withdraw', {
    onSuccess: () => void message.success(t('settings:withdrawn')),
    onError: (error) => void message.error(asProblem(error).detail, 6),
    onSettled: () => void queries.invalidateQueries(),
  });
  if (!today) return null;
  const columns: Column<Rota>[] = [
    { key: 'version', title: t('settings:version'), cell: ({ version }) => version },
    { key: 'effective', title: t('settings:effective'), cell: ({ effective_from: day }) => format.longDay(day) },
    {
      key: 'state',
      title: t('settings:state'),
      cell: (one) => {
        const state = stateOf(one, versions, today);
        return <span className={`tag settings-${state}`}>{t(`settings:state_${state}`)}</span>;
      },
    },
    {
      key: 'people',
      title: t('rotas:people'),
      wrap: true,
      cell: ({ people }) => (
        <span className="facts">
          {people.map((code, at) => (
            <Person key={`${code} ${at}`} code={code} />
          ))}
        </span>
      ),
    },
    { key: 'days', title: t('rotas:turnDays'), cell: ({ turn_days: count }) => t('rotas:days', { count }) },
    { key: 'handover', title: t('rotas:handover'), cell: ({ handover, utc_offset: at }) => `${handover} ${at}` },
    { key: 'by', title: t('settings:by'), cell: ({ created_by: by }) => <Person code={by} /> },
  ];
  const coming = versions.some((one) => stateOf(one, versions, today) === 'coming');
  if (coming && may) {
    columns.push({
      key: 'withdraw',
      title: t('settings:withdraw'),
      cell: (one) =>
        stateOf(one, versions, today) === 'coming' && (
          <Button
            size="small"
            aria-label={t('settings:withdrawVersion', { version: one.version })}
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate({ params: { path: { id: one.id } } })}
          >
            {t('settings:withdraw')}
          </Button>
        ),
    });
  }
  return (
    <DataTable label={t('rotas:versions')} columns={columns} rows={versions.toReversed()} rowKey={({ id }) => id} />
  );
}
