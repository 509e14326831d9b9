/** When is worked: the public holidays with their make-up workdays (调休), and what departments and people add. */
import { Button, Segmented } from 'antd';
import { useState } from 'react';

import { useToday } from '@/api/clock';
import { useDirectory } from '@/api/directory';
import type { Calendar } from '@/api/directory-writing';
import { useCalendars } from '@/api/gantt';
import { holds, holdsAnywhere } from '@/api/rights';
import { useMe } from '@/api/session';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Empty, Loaded } from '@/parts/states';
import { useWords, type Word } from '@/words';

import { CalendarForm } from './CalendarForm';
import { announced, holidaysOf, spans } from './holidays';
import { Needs } from './Needs';

export function Calendars() {
  const me = useMe();
  return (
    <>
      {!holdsAnywhere(me, 'manager') && <Needs role="manager" />}
      <Own />
      <Public />
    </>
  );
}

function Public() {
  const { t } = useWords();
  const format = useFormat();
  const today = useToday();
  const { years, through } = announced();
  const [chosen, setChosen] = useState<string>();
  const year = chosen ?? years.find((one) => one === today?.slice(0, 4)) ?? years.at(-1) ?? '';
  const said = (days: string[]) =>
    spans(days)
      .map(({ from, to }) => (from === to ? format.day(from) : `${format.day(from)} – ${format.day(to)}`))
      .join(', ');
  return (
    <Panel
      title={t('directory:publicCalendar')}
      extra={<Segmented aria-label={t('directory:year')} value={year} onChange={setChosen} options={years.slice(-3)} />}
    >
      <p className="soft">{t('directory:publicHint', { day: format.longDay(through) })}</p>
      <ul className="settings-holidays">
        {holidaysOf(year).map(({ name, off, work }) => (
          <li key={name}>
            <b>{name}</b>
            <span>{t('directory:offDays', { days: said(off) })}</span>
            {work.length > 0 && <span className="soft">{t('directory:workDays', { days: said(work) })}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Whose calendar it is, and the department that it is changed in. */
function useWhose() {
  const { person, department } = useDirectory();
  return ({ scope, code }: Calendar) => ({
    name: (scope === 'person' ? person(code)?.name : department(code)?.name) ?? code,
    home: scope === 'person' ? (person(code)?.department ?? code) : code,
  });
}

function Own() {
  const { t } = useWords();
  const format = useFormat();
  const me = useMe();
  const today = useToday();
  const list = useCalendars();
  const whose = useWhose();
  const [edited, setEdited] = useState<Calendar | 'new'>();
  const columns: Column<Calendar>[] = [
    {
      key: 'whose',
      title: t('directory:whose'),
      cell: (one) => (
        <span className="facts">
          <span className="tag">{t(`directory:scope_${one.scope}`)}</span>
          {one.scope === 'person' ? <Person code={one.code} /> : whose(one).name}
        </span>
      ),
    },
    { key: 'week', title: t('directory:weekdays'), cell: (one) => <Week calendar={one} /> },
    {
      key: 'exceptions',
      title: t('directory:exceptions'),
      wrap: true,
      cell: ({ exceptions = [] }) => <Exceptions rows={exceptions} />,
    },
    {
      key: 'confirmed',
      title: t('directory:confirmed'),
      cell: ({ confirmed_through: day }) =>
        day ? (
          <>
            {format.longDay(day)}
            {today && day < today && <p className="late">{t('directory:confirmedPast')}</p>}
          </>
        ) : (
          <span className="soft">{t('directory:confirmedNone')}</span>
        ),
    },
    {
      key: 'edit',
      title: t('directory:edit'),
      cell: (one) =>
        holds(me, 'manager', whose(one).home) && (
          <Button
            size="small"
            aria-label={t('directory:editOne', { name: whose(one).name })}
            onClick={() => setEdited(one)}
          >
            {t('directory:edit')}
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={t('directory:calendars')}
      extra={
        holdsAnywhere(me, 'manager') && <Button onClick={() => setEdited('new')}>{t('directory:addCalendar')}</Button>
      }
      flush
    >
      <p className="settings-hint">{t('directory:calendarsHint')}</p>
      <Loaded of={list} rows={3}>
        {({ items }) => (
          <>
            {items.length ? (
              <DataTable
                label={t('directory:calendars')}
                columns={items.some((one) => holds(me, 'manager', whose(one).home)) ? columns : columns.slice(0, -1)}
                rows={items}
                rowKey={({ scope, code }) => scope + code}
              />
            ) : (
              <Empty title={t('directory:calendarsNone')} />
            )}
            {edited && (
              <CalendarForm
                calendar={edited === 'new' ? undefined : edited}
                taken={items}
                onClose={() => setEdited(undefined)}
              />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Week({ calendar: { weekdays = [], half_weekdays: half = [] } }: { calendar: Calendar }) {
  const { t } = useWords();
  const name = (day: number) => t(`directory:weekday_${day}` as Word);
  if (!weekdays.length) return <span className="soft">{t('directory:asAbove')}</span>;
  return (
    <>
      {weekdays.map(name).join(' ')}
      {half.length > 0 && (
        <p className="soft">
          {t('directory:halfDays')}: {half.map(name).join(' ')}
        </p>
      )}
    </>
  );
}

/** The first of them are named, the rest are counted. */
const NAMED = 4;

function Exceptions({ rows }: { rows: NonNullable<Calendar['exceptions']> }) {
  const { t } = useWords();
  const format = useFormat();
  if (!rows.length) return <span className="soft">–</span>;
  return (
    <span className="path">
      {rows.slice(0, NAMED).map(({ date, working, note }) => (
        <span key={date} className="tag" title={note}>
          {format.day(date)} {t(working ? 'directory:work' : 'directory:off')}
        </span>
      ))}
      {rows.length > NAMED && (
        <span className="soft">+{t('directory:exceptionCount', { count: rows.length - NAMED })}</span>
      )}
    </span>
  );
}
