/** One request: what is asked, by when, whether it can be given, and what it would delay. */
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';

import type { Api } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { useTask } from '@/api/load';
import { statusOf } from '@/api/progress';
import { type ResourceRequest, useRequest } from '@/api/requests';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Page, Panel } from '@/parts/Page';
import { Person } from '@/parts/Person';
import { DeadEnd, Loaded } from '@/parts/states';
import { usePlan } from '@/shell/plan';
import { useWords } from '@/words';

import { Actions } from './Actions';
import { Amount } from './Amount';
import { Deadline } from './Deadline';
import { Delays } from './Delays';
import { Findings } from './Findings';
import { Money } from './Money';
import { People } from './People';
import { Status } from './Status';
import { Things } from './Things';
import './requests.css';

export default function RequestPage() {
  const { t } = useWords();
  const { request: id = '' } = useParams();
  const answer = useRequest(id);
  return (
    <Loaded of={answer}>
      {({ request, all }) =>
        request ? <One request={request} all={all} /> : <DeadEnd title={t('requests:gone')} hint={t('notFoundHint')} />
      }
    </Loaded>
  );
}

function One({ request, all }: { request: ResourceRequest; all: ResourceRequest[] }) {
  const { t } = useWords();
  const { department } = useDirectory();
  const told = (useLocation().state as { findings?: Api<'Finding'>[] } | null)?.findings ?? [];
  const open = ['draft', 'submitted', 'approved'].includes(request.status);
  return (
    <Page
      title={request.description || request.code}
      lead={<span className="code">{request.code}</span>}
      subtitle={
        <span className="facts">
          <Status status={request.status} />
          <span className="tag">{t(`requests:kind_${request.kind}`)}</span>
          <span className="facts">
            <Person code={request.requested_by} /> →{' '}
            {department(request.requested_from)?.name ?? request.requested_from}
          </span>
          {request.status === 'submitted' && <Deadline request={request} />}
          {request.status === 'submitted' && <Decider request={request} />}
        </span>
      }
    >
      <Actions request={request} />
      <Findings findings={told} />
      <div className="grid">
        <div className="span-6 stack">
          <Facts request={request} />
          {open && <Delays request={request} />}
        </div>
        <div className="span-6 stack">
          {request.kind === 'people' && <People request={request} />}
          {request.kind === 'budget' && <Money request={request} all={all} />}
          {(request.kind === 'tool' || request.kind === 'data') && <Things request={request} all={all} />}
        </div>
      </div>
    </Page>
  );
}

/** What was granted, where that is not what was asked for. */
function Granted({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const format = useFormat();
  const { granted_amount_minor: amount, granted_quantity: quantity, granted_arrival: day } = request;
  const less =
    (amount != null && amount !== request.amount_minor) || (quantity != null && quantity !== request.quantity);
  const later = day != null && day !== request.expected_arrival;
  if (!less && !later) return null;
  const given = { ...request, amount_minor: amount ?? request.amount_minor, quantity: quantity ?? request.quantity };
  return (
    <>
      <dt>{t('requests:granted')}</dt>
      <dd>
        <b>{less && <Amount request={given} />}</b> {later && <b>{format.longDay(day)}</b>}
      </dd>
    </>
  );
}

function Decider({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const { person } = useDirectory();
  const who = request.decider;
  return <span>{who ? t('requests:decider', { who: person(who)?.name ?? who }) : t('requests:noDecider')}</span>;
}

function Facts({ request }: { request: ResourceRequest }) {
  const { t } = useWords();
  const format = useFormat();
  const { person } = useDirectory();
  const task = useTask(request.task_id).data;
  const forecast = useQuery(statusOf(request.plan_id)).data?.tasks.find(({ task_id: id }) => id === request.task_id);
  const { plan } = usePlan(request.plan_id);
  const late = task !== undefined && request.expected_arrival > task.planned_start;
  const decider = request.decided_by;
  return (
    <Panel title={t('requests:facts')}>
      <dl className="request-facts">
        <dt>{t('requests:task')}</dt>
        <dd>
          <Link to={`/plans/${request.plan_id}/tasks/${request.task_id}`}>
            {task ? `${task.code} ${task.name}` : request.task_id}
          </Link>{' '}
          {forecast && <Light light={forecast.light} reason={forecast.light_reason} />}
        </dd>
        <dt>{t('requests:taskDates')}</dt>
        <dd className="numbers">
          {format.day(task?.planned_start)} – {format.day(task?.planned_end)}
        </dd>
        <dt>{t('requests:plan')}</dt>
        <dd>
          <Link to={`/plans/${request.plan_id}`}>{plan?.title ?? request.plan_id}</Link>
        </dd>
        <dt>{t('requests:what')}</dt>
        <dd>
          <Amount request={request} />
        </dd>
        {request.budget && (
          <>
            <dt>{t('requests:budget')}</dt>
            <dd>
              <Link to={`/budgets/${encodeURIComponent(request.budget)}`}>{request.budget}</Link>
            </dd>
          </>
        )}
        {request.asset && (
          <>
            <dt>{t('requests:asset')}</dt>
            <dd>{request.asset}</dd>
          </>
        )}
        <dt>{t('requests:neededBy')}</dt>
        <dd>
          {format.longDay(request.expected_arrival)} {late && <span className="late">{t('requests:lateForTask')}</span>}
        </dd>
        <dt>{t('requests:requestedAt')}</dt>
        <dd>{format.longDay(request.requested_at)}</dd>
        <Granted request={request} />
        {request.note && (
          <>
            <dt>{t('requests:remark')}</dt>
            <dd>{request.note}</dd>
          </>
        )}
        {decider && (
          <>
            <dt>{t('requests:decided')}</dt>
            <dd>
              {t('requests:decidedBy', {
                who: person(decider)?.name ?? decider,
                when: format.moment(request.decided_at),
              })}
              {request.decision_note && <p className="quote">{request.decision_note}</p>}
            </dd>
          </>
        )}
        {request.actual_arrival && (
          <>
            <dt>{t('requests:arrived')}</dt>
            <dd>{format.longDay(request.actual_arrival)}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
