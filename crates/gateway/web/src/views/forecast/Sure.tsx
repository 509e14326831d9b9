/** How probable it is that goals, key results and milestones are there by their day, and by which day they are. */
import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo } from 'react';

import { type Risk, type SubjectRisk, useRisk } from '@/api/forecast';
import { type Column, DataTable } from '@/parts/DataTable';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { Refusal } from '@/parts/Refusal';
import { Stat } from '@/parts/Stat';
import { Empty, Loaded } from '@/parts/states';
import { SubjectLink } from '@/parts/SubjectLink';
import { useWords } from '@/words';

import type { Addressed } from './address';
import { Basis } from './Basis';
import { Choices } from './Choices';
import { Kind } from './Kind';
import { Probability } from './Probability';
import { CERTAINTIES, counted, leastSureFirst, type Span, spanOf } from './risk';
import { Strip, StripLegend } from './Strip';

export function Sure({ plan, address, onChange }: Addressed & { plan: string }) {
  const { t } = useWords();
  const { runs, seed, correlation, of } = address;
  const { answer, outdated } = useRisk(plan, { runs, seed, correlation });
  return (
    <>
      <Panel>
        <Choices address={address} onChange={onChange} busy={answer.isFetching} onAgain={() => void answer.refetch()} />
      </Panel>
      {outdated && !answer.isFetching && (
        <p className="hint" role="status">
          {t('forecast:moved')}
        </p>
      )}
      {answer.data && <Refusal error={answer.error} />}
      <Loaded of={answer}>
        {(risk) => (
          <div className="stack" aria-busy={answer.isFetching}>
            {risk.subjects.length ? (
              <Found plan={plan} risk={risk} of={of} onAll={() => onChange({ of: '' })} />
            ) : (
              <Panel>
                <Empty title={t('forecast:sureNone')} hint={t('forecast:sureNoneHint')} />
              </Panel>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

interface FoundProps {
  plan: string;
  risk: Risk;
  /** Id or code of the only one to be shown; empty: all. */
  of: string;
  onAll: () => void;
}

function Found({ plan, risk, of, onAll }: FoundProps) {
  const { t } = useWords();
  const { subjects } = risk;
  // On the same scale, whether all are shown or one.
  const span = useMemo(() => spanOf(subjects), [subjects]);
  const rows = useMemo(
    () => leastSureFirst(subjects).filter(({ id, code }) => !of || id === of || code === of),
    [subjects, of],
  );
  return (
    <>
      {!of && <Counts subjects={subjects} />}
      <Panel
        title={t('forecast:subjects')}
        extra={
          of && (
            <Button
              icon={<CloseOutlined aria-hidden />}
              iconPlacement="end"
              title={t('forecast:showAll')}
              onClick={onAll}
            >
              {t('forecast:only', { code: rows[0]?.code ?? of })}
            </Button>
          )
        }
        flush
      >
        {rows.length ? (
          <>
            <SubjectTable plan={plan} rows={rows} span={span} />
            <div className="forecast-foot">
              <StripLegend />
              <Basis risk={risk} />
            </div>
          </>
        ) : (
          <Empty title={t('forecast:notHere', { code: of })} hint={t('forecast:notHereHint')} />
        )}
      </Panel>
    </>
  );
}

function Counts({ subjects }: { subjects: SubjectRisk[] }) {
  const { t } = useWords();
  const format = useFormat();
  const counts = counted(subjects);
  return (
    <div className="forecast-figures">
      {CERTAINTIES.map((one) => (
        <Panel key={one}>
          <Stat label={t(`forecast:state_${one}`)} value={format.number(counts[one])}>
            <span>
              {t(`forecast:range_${one}`)} · {t('forecast:ofAll', { number: format.number(subjects.length) })}
            </span>
          </Stat>
        </Panel>
      ))}
    </div>
  );
}

function SubjectTable({ plan, rows, span }: { plan: string; rows: SubjectRisk[]; span: Span }) {
  const { t } = useWords();
  const format = useFormat();
  const day = (key: 'due' | 'forecast' | 'p50' | 'p80' | 'p95', title: string): Column<SubjectRisk> => ({
    key,
    title,
    numeric: true,
    cell: (row) => format.day(row[key]),
  });
  const columns: Column<SubjectRisk>[] = [
    {
      key: 'name',
      title: t('parts:name'),
      wrap: true,
      cell: ({ kind, id, code, name }) => (
        <>
          <Kind kind={kind} /> <SubjectLink plan={plan} kind={kind} id={id} code={code} name={name} />
        </>
      ),
    },
    { key: 'probability', title: t('forecast:onTime'), cell: (row) => <Probability of={row} /> },
    day('due', t('forecast:due')),
    day('forecast', t('parts:forecast')),
    day('p50', 'P50'),
    day('p80', 'P80'),
    day('p95', 'P95'),
    {
      key: 'strip',
      title: t('forecast:strip', { from: format.day(span.from), to: format.day(span.to) }),
      cell: (row) => <Strip days={row} span={span} />,
    },
    { key: 'owner', title: t('parts:owner'), cell: ({ owner }) => <Person code={owner} /> },
  ];
  return (
    <DataTable
      label={t('forecast:subjects')}
      columns={columns}
      rows={rows}
      // A task may have several milestones.
      rowKey={({ kind, id, name }) => kind + id + name}
      find={({ code, name }) => `${code} ${name}`}
    />
  );
}
