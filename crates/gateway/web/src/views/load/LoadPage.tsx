/** Who has how much to do in which week or day, against what they can; what makes an overload, and what would help. */
import { useMemo } from 'react';

import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import { useCalendars } from '@/api/gantt';
import { type PersonLoad, useAbsences, useLoad } from '@/api/load';
import { useMe } from '@/api/session';
import { useFormat } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { Stat } from '@/parts/Stat';
import { Empty, Loaded, Loading } from '@/parts/states';
import { layersOf, workdays } from '@/views/gantt/workdays';
import { useWords } from '@/words';

import { type LoadAddress, useLoadAddress } from './address';
import { CellPanel } from './CellPanel';
import { Choices, Tools } from './Choices';
import { cellKey, Heat } from './Heat';
import { Legend } from './Legend';
import { Levelling } from './Levelling';
import { LoadTable } from './LoadTable';
import { type HeatRow, isOver, rowsOf, sumOf } from './rows';
import { useSpan } from './useSpan';
import { type Span, spanOf } from './window';
import './load.css';

/** The department that is shown where the address names none: the reader's own, or the top of the company. */
function useUsualDepartment(): string {
  const me = useMe();
  const { person, departments } = useDirectory();
  const own = me.person === undefined ? undefined : person(me.person)?.department;
  const known = new Set(departments.map(({ code }) => code));
  return own ?? departments.find(({ parent }) => !parent || !known.has(parent))?.code ?? '';
}

export default function LoadPage() {
  const { t } = useWords();
  const [address, change] = useLoadAddress();
  const today = useToday();
  const { isPending } = useDirectory();
  const usual = useUsualDepartment();
  const department = address.department || usual;
  const shown = { ...address, department };
  const from = address.from || today || '';
  const span = from ? spanOf(address.by, from) : { from: '', to: '' };
  const load = useLoad({ ...shown, ...span });
  const ready = today !== undefined && !isPending;
  return (
    <Page
      title={t('load:title')}
      subtitle={<p>{t('load:subtitle')}</p>}
      extra={<Choices address={shown} onChange={change} />}
    >
      {!ready && <Loading />}
      {ready && !department && (
        <Panel>
          <Empty title={t('load:noPeople')} hint={t('load:noPeopleHint')} />
        </Panel>
      )}
      {ready && department && (
        <>
          <Tools address={shown} span={span} onChange={change} />
          <Loaded of={load}>
            {({ people }) => <Board people={people} address={shown} span={span} today={today} onChange={change} />}
          </Loaded>
          <Levelling />
        </>
      )}
    </Page>
  );
}

interface BoardProps {
  people: PersonLoad[];
  address: LoadAddress;
  span: Span;
  today: string;
  onChange: (change: Partial<LoadAddress>) => void;
}

function Board({ people, address, span, today, onChange }: BoardProps) {
  const { t } = useWords();
  const { departments } = useDirectory();
  const calendars = useCalendars().data?.items;
  const absences = useAbsences(span.from, span.to).data?.items;
  const calendar = useMemo(
    () => workdays(layersOf(address.department, departments, calendars ?? [])),
    [address.department, departments, calendars],
  );
  const rows = useMemo(
    () => rowsOf(people, departments, { rows: address.rows, over: address.over }),
    [people, departments, address.rows, address.over],
  );
  const everybody = useMemo(() => rowsOf(people, departments, { rows: 'people', over: false }), [people, departments]);
  const awayOf = useMemo(() => {
    const found = new Map<string, { from: string; to: string }[]>();
    for (const one of absences ?? []) found.set(one.person, [...(found.get(one.person) ?? []), one]);
    return found;
  }, [absences]);
  // Of a team somebody is nearly always away; there it says nothing.
  const away = (row: HeatRow, from: string, to: string) =>
    row.kind === 'person' && (awayOf.get(row.code) ?? []).some((one) => one.from <= to && one.to >= from);
  const open = (row: HeatRow, from: string) => onChange({ cell: cellKey(row, from) });
  const [name = '', day = ''] = address.cell.split(':');
  const opened = [...rows, ...everybody].find((row) => day && cellKey(row, day) === address.cell);
  const members = useMemo(() => {
    if (opened?.kind !== 'team') return [];
    const own = new Set(people.filter((one) => one.department === opened.code).map(({ person }) => person));
    return everybody.filter((row) => row.kind === 'person' && own.has(row.code));
  }, [opened, people, everybody]);
  return (
    <>
      <Totals people={people} />
      <Panel flush>
        {rows.length === 0 && <Empty title={t('load:none')} hint={t('load:noneHint')} />}
        {rows.length > 0 && address.as === 'table' && <LoadTable rows={rows} onOpen={open} />}
        {rows.length > 0 && address.as === 'chart' && (
          <>
            <Heat
              rows={rows}
              by={address.by}
              calendar={calendar}
              today={today}
              away={away}
              open={address.cell}
              onOpen={open}
              onClose={() => onChange({ cell: '' })}
            />
            <Legend days={address.by === 'day'} />
          </>
        )}
      </Panel>
      {opened && name && (
        <CellPanel
          row={opened}
          from={day}
          members={members}
          absences={absences ?? []}
          span={span}
          by={address.by}
          onOpen={open}
          onClose={() => onChange({ cell: '' })}
        />
      )}
    </>
  );
}

function Totals({ people }: { people: PersonLoad[] }) {
  const { t } = useWords();
  const format = useFormat();
  const span = useSpan();
  const buckets = useMemo(() => sumOf(people), [people]);
  const sum = (of: (one: PersonLoad) => number) => people.reduce((all, one) => all + of(one), 0);
  const load = sum((one) => one.load_hours);
  const capacity = sum((one) => one.capacity_hours);
  const over = people.filter(({ overload_hours: hours }) => isOver(hours)).length;
  const worst = buckets.toSorted((a, b) => b.overload_hours - a.overload_hours)[0];
  return (
    <div className="load-stats">
      <Panel>
        <Stat label={t('load:used')} value={format.share(capacity > 0 ? load / capacity : 0)}>
          {t('load:usedOf', { load: format.hours(load), capacity: format.hours(capacity) })}
        </Stat>
      </Panel>
      <Panel>
        <Stat label={t('load:overPeople')} value={over}>
          {t('load:overOf', { count: people.length })}
        </Stat>
      </Panel>
      <Panel>
        <Stat label={t('load:overHours')} value={format.hours(sum((one) => one.overload_hours))}>
          {worst && isOver(worst.overload_hours)
            ? t('load:worst', { when: span(worst.from, worst.to) })
            : t('load:noOver')}
        </Stat>
      </Panel>
    </div>
  );
}
