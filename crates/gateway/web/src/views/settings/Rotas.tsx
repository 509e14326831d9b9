/** Duty rotas: who is on duty for a department's levels now, and each rota with its turns and versions. */
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { api } from '@/api/client';
import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import { holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { DeadEnd, Empty, Loaded } from '@/parts/states';
import { useWords } from '@/words';

import { Needs } from './Needs';
import { LEVELS, type Level, latest, type Rota } from './rota';
import { RotaForm } from './RotaForm';
import { OnDuty, RotaPanel, useOnDuty } from './RotaPanel';

export function Rotas() {
  const { t } = useWords();
  const me = useMe();
  const today = useToday();
  const { departments, department: named, isPending } = useDirectory();
  const [search, setSearch] = useSearchParams();
  const department = search.get('department') ?? '';
  const [form, setForm] = useState<Rota | 'new'>();
  const list = api.useQuery('get', '/api/v1/rotas', { params: { query: {} } });
  if (department && !isPending && !named(department)) {
    return <DeadEnd title={t('directory:unknownDepartment', { code: department })} />;
  }
  const choose = (code: string) => {
    search.set('department', code);
    setSearch(search, { replace: true });
  };
  return (
    <>
      <div className="settings-bar">
        <div className="entry">
          <label htmlFor="rotas-department">{t('settings:department')}</label>
          <Select
            id="rotas-department"
            className="settings-choice"
            value={department}
            onChange={choose}
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('settings:organisation') },
              ...departments.map(({ code, name }) => ({ value: code, label: `${name} · ${code}` })),
            ]}
          />
        </div>
        {holdsAnywhere(me, 'manager') ? (
          <Button type="primary" onClick={() => setForm('new')}>
            {t('rotas:create')}
          </Button>
        ) : (
          <Needs role="manager" />
        )}
      </div>
      <Panel title={t('rotas:now')} flush>
        <p className="settings-hint">{t('rotas:hint')}</p>
        <Levels department={department} />
      </Panel>
      <div className="section-head">
        <h2>{t('rotas:all')}</h2>
      </div>
      <Loaded of={list}>
        {({ rotas }) => {
          const shown = latest(rotas).filter((one) => !department || one.department === department);
          if (!shown.length) {
            return (
              <Panel>
                <Empty title={t('rotas:none')} hint={t('rotas:noneHint')} />
              </Panel>
            );
          }
          return shown.map((one) => (
            <RotaPanel
              key={one.code}
              rota={one}
              versions={rotas.filter(({ code }) => code === one.code)}
              onEdit={() => setForm(one)}
            />
          ));
        }}
      </Loaded>
      {form && today && (
        <RotaForm
          before={form === 'new' ? undefined : form}
          department={department}
          today={today}
          onClose={() => setForm(undefined)}
        />
      )}
    </>
  );
}

/** Who a department's levels ask, by the policy that holds today; and who stands in. */
function Levels({ department }: { department: string }) {
  const { t } = useWords();
  const today = useToday();
  const policy = api.useQuery(
    'get',
    '/api/v1/policies/in-force',
    { params: { query: { department, day: today ?? '' } } },
    { enabled: today !== undefined },
  );
  return (
    <Loaded of={policy}>
      {(terms) => {
        const rows = LEVELS.map((level) => ({ level, code: terms[`${level}_rota`] ?? '' }));
        const standIns = terms.stand_ins ?? [];
        return (
          <>
            <DataTable
              label={t('rotas:now')}
              rows={rows}
              rowKey={({ level }) => level}
              columns={[
                { key: 'level', title: t('rotas:level'), cell: ({ level }) => t(`rotas:level_${level}`) },
                { key: 'asks', title: t('rotas:asks'), cell: (row) => <Asks {...row} /> },
                { key: 'duty', title: t('rotas:onDuty'), cell: ({ code }) => code && <OnDuty code={code} /> },
                { key: 'until', title: t('rotas:until'), cell: ({ code }) => code && <Until code={code} /> },
                { key: 'next', title: t('rotas:next'), cell: ({ code }) => code && <Next code={code} /> },
              ]}
            />
            {standIns.length > 0 && (
              <p className="settings-hint facts">
                {t('rotas:standIns')}
                {standIns.map((code) => (
                  <Person key={code} code={code} />
                ))}
              </p>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Asks({ level, code }: { level: Level; code: string }) {
  const { t } = useWords();
  const name = useOnDuty(code).data?.rota?.name;
  if (!code) return <span className="soft">{t(`rotas:own_${level}`)}</span>;
  return (
    <>
      {name ?? code} <span className="code">{code}</span>
    </>
  );
}

function Until({ code }: { code: string }) {
  const format = useFormat();
  return <>{format.moment(useOnDuty(code).data?.turns[0]?.until)}</>;
}

function Next({ code }: { code: string }) {
  const next = useOnDuty(code).data?.turns[1];
  return next ? <Person code={next.person} /> : null;
}
