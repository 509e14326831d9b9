/** A request for a task: filled from the task, or from one that was refused. */
import { App, Button, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { type Api, asProblem } from '@/api/client';
import { useCoded } from '@/api/coded';
import { useDirectory } from '@/api/directory';
import type { Task } from '@/api/gantt';
import { KINDS, type RequestKind, type ResourceRequest, useNewRequest, useRequests } from '@/api/requests';
import { useTaskNamed } from '@/api/tasks';
import { CodedSelect } from '@/parts/CodedSelect';
import { digitsOf } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { PlanSelect } from '@/parts/PlanSelect';
import { Refusal } from '@/parts/Refusal';
import { Empty, Loaded, Loading } from '@/parts/states';
import { TaskSelect } from '@/parts/TaskSelect';
import { useCurrentPlan, usePlan } from '@/shell/plan';
import { useWords } from '@/words';

import { nextCode } from './inbox';
import './requests.css';

export default function NewRequest() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const { plan, plans, isPending } = useCurrentPlan();
  const named = usePlan(search.get('plan'));
  const chosen = named.plan ?? (named.isPending ? undefined : plan);
  if (!chosen && !isPending && !named.isPending)
    return <Empty title={t('parts:noPlan')} hint={t('parts:noPlanHint')} />;
  return (
    <Page title={t('requests:create')} subtitle={<p>{t('requests:subtitle')}</p>} width="text">
      <Panel>
        {plans.length > 1 && (
          <Form layout="vertical" component="div">
            <Form.Item label={t('requests:plan')} htmlFor="request-plan">
              <PlanSelect
                id="request-plan"
                value={chosen?.id ?? null}
                onChange={(id) => setSearch(id ? { plan: id } : {}, { replace: true })}
              />
            </Form.Item>
          </Form>
        )}
        {chosen && <InPlan key={chosen.id} plan={chosen.id} search={search} />}
      </Panel>
    </Page>
  );
}

function InPlan({ plan, search }: { plan: string; search: URLSearchParams }) {
  const { t } = useWords();
  const asked = search.get('task');
  const task = useTaskNamed(plan, asked);
  const requests = useRequests();
  // No task is asked for where the address names none.
  const named = asked === null ? { ...task, data: null } : task;
  return (
    <Loaded of={named}>
      {(task) => (
        <Loaded of={requests}>
          {(all) => {
            const like = all.find(({ id }) => id === search.get('like'));
            const kind = KINDS.find((one) => one === search.get('kind'));
            const code = nextCode(all.filter((one) => one.plan_id === plan).map((one) => one.code));
            const unknown = !task && asked;
            return (
              <>
                {unknown && <p className="hint request-problem">{t('requests:unknownTask', { code: unknown })}</p>}
                <Begun plan={plan} begin={{ like, kind, task: task ?? undefined, code }} />
              </>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

type Values = Omit<Api<'NewRequest'>, 'expected_arrival' | 'amount_minor' | 'submit'> & {
  expected_arrival?: Dayjs;
  /** In whole units of the currency. */
  amount?: number;
};

interface FieldsProps {
  plan: string;
  begin: {
    like: ResourceRequest | undefined;
    kind: RequestKind | undefined;
    task: Task | undefined;
    code: string;
  };
}

/** An amount is shown in the currency of its budget. */
function Begun(props: FieldsProps) {
  const asked = props.begin.like?.budget;
  const budget = useCoded('budget', asked);
  return asked && budget.isPending ? <Loading /> : <Fields {...props} />;
}

/** Fields of the answer by the names of those here. */
const HERE: Record<string, keyof Values> = { task_id: 'task', amount_minor: 'amount' };

function Fields({ plan, begin: { like, kind: asked, task, code } }: FieldsProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { departments } = useDirectory();
  const [form] = Form.useForm<Values>();
  const create = useNewRequest();
  const [draft, setDraft] = useState(false);
  // Nothing is watched before the first drawing, whatever the type says.
  const kind = (Form.useWatch('kind', form) as RequestKind | undefined) ?? like?.kind ?? asked ?? 'people';
  const from = Form.useWatch('requested_from', form) as string | undefined;
  const budget = Form.useWatch('budget', form) ?? like?.budget;
  const factor = 10 ** digitsOf(useCoded('budget', budget).data?.currency ?? 'CNY');
  const needed = [{ required: true, message: t('requests:needed') }];
  const begin: Partial<Values> = {
    task: task?.id,
    code,
    kind,
    requested_from: like?.requested_from,
    description: like?.description ?? (task?.required_resources || undefined),
    quantity: like?.quantity ?? undefined,
    unit: like?.unit || undefined,
    amount: like?.amount_minor == null ? undefined : like.amount_minor / factor,
    budget: like?.budget ?? undefined,
    asset: like?.asset ?? undefined,
    note: like?.note || undefined,
    ...(task ? { expected_arrival: dayjs(like?.expected_arrival ?? task.planned_start) } : {}),
  };
  const send = async ({ expected_arrival: day, amount, ...rest }: Values) => {
    // What is empty is not said.
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null && value !== ''));
    const body: Api<'NewRequest'> = {
      ...(given as typeof rest),
      ...(day ? { expected_arrival: day.format('YYYY-MM-DD') } : {}),
      ...(kind === 'budget' && amount != null ? { amount_minor: Math.round(amount * factor) } : {}),
      submit: !draft,
    };
    try {
      const { request, findings } = await create.mutateAsync({ params: { path: { plan } }, body });
      void message.success(t(draft ? 'requests:keptDraft' : 'requests:filed'));
      void navigate(`/requests/${request.id}`, { state: { findings } });
    } catch (error) {
      const broken = (asProblem(error).violations ?? []).map(({ field, description, advice }) => {
        const name = field.replace(/^request\./, '');
        return { name: HERE[name] ?? (name as keyof Values), errors: [`${description} ${advice}`] };
      });
      form.setFields(broken);
      const [first] = broken;
      if (first) form.scrollToField(first.name, { focus: true });
    }
  };
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={begin}
      scrollToFirstError={{ focus: true }}
      onFinish={(values) => void send(values)}
    >
      {create.error !== null && (
        <div className="request-problem">
          <Refusal error={create.error} />
        </div>
      )}
      <div className="request-new">
        <Form.Item className="wide" name="task" label={t('requests:task')} rules={needed}>
          <TaskSelect
            plan={plan}
            placeholder={t('requests:chooseTask')}
            onTask={({ planned_start: start }) => form.setFieldsValue({ expected_arrival: dayjs(start) })}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('requests:kind')} rules={needed}>
          <Select options={KINDS.map((value) => ({ value, label: t(`requests:kind_${value}`) }))} />
        </Form.Item>
        <Form.Item name="requested_from" label={t('requests:to')} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={departments.map(({ code: value, name }) => ({ value, label: name }))}
          />
        </Form.Item>
        <Form.Item className="wide" name="description" label={t('requests:description')} rules={needed}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
        {kind === 'budget' ? (
          <>
            <Form.Item name="budget" label={t('requests:budget')} rules={needed}>
              <CodedSelect kind="budget" department={from} />
            </Form.Item>
            <Form.Item name="amount" label={t('requests:amount')} rules={needed}>
              <InputNumber className="full" min={0} />
            </Form.Item>
          </>
        ) : (
          <>
            <Form.Item name="quantity" label={t('requests:quantity')}>
              <InputNumber className="full" min={0} />
            </Form.Item>
            <Form.Item name="unit" label={t('requests:unit')}>
              <Input maxLength={32} />
            </Form.Item>
          </>
        )}
        {(kind === 'tool' || kind === 'data') && (
          <Form.Item className="wide" name="asset" label={t('requests:asset')}>
            <CodedSelect kind={kind} department={from} allowClear />
          </Form.Item>
        )}
        <Form.Item name="expected_arrival" label={t('requests:neededBy')} rules={needed}>
          <DatePicker className="full" inputReadOnly />
        </Form.Item>
        <Form.Item name="code" label={t('requests:code')} rules={needed}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item className="wide" name="note" label={t('requests:remark')}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
      </div>
      <div className="request-actions">
        <Button type="primary" htmlType="submit" loading={create.isPending && !draft} onClick={() => setDraft(false)}>
          {t('requests:send')}
        </Button>
        <Button htmlType="submit" loading={create.isPending && draft} onClick={() => setDraft(true)}>
          {t('requests:keepDraft')}
        </Button>
      </div>
    </Form>
  );
}
