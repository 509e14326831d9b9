/** A request for a task: filled from the task, or from one that was refused. */
import { App, Button, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { useBudgets } from '@/api/budgets';
import { type Api, asProblem } from '@/api/client';
import { useDirectory } from '@/api/directory';
import { type Task, useAllTasks } from '@/api/gantt';
import { KINDS, type RequestKind, type ResourceRequest, useNewRequest, useRequests } from '@/api/requests';
import { digitsOf } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { Refusal } from '@/parts/Refusal';
import { Empty, Loaded } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import { nextCode } from './inbox';
import { useAssets } from './useAssets';
import './requests.css';

export default function NewRequest() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const { plan, plans, isPending } = useCurrentPlan();
  const named = search.get('plan');
  const chosen = plans.find(({ id, code }) => id === named || code === named) ?? plan;
  if (!chosen && !isPending) return <Empty page title={t('parts:noPlan')} hint={t('parts:noPlanHint')} />;
  return (
    <Page title={t('requests:create')} subtitle={<p>{t('requests:subtitle')}</p>} width="text">
      <Panel>
        {plans.length > 1 && (
          <Form layout="vertical" component="div">
            <Form.Item label={t('requests:plan')} htmlFor="request-plan">
              <Select
                id="request-plan"
                value={chosen?.id}
                showSearch={{ optionFilterProp: 'label' }}
                onChange={(id: string) => setSearch({ plan: id }, { replace: true })}
                options={plans.map(({ id, title }) => ({ value: id, label: title }))}
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
  const tasks = useAllTasks(plan);
  const requests = useRequests();
  return (
    <Loaded of={tasks}>
      {(rows) => (
        <Loaded of={requests}>
          {(all) => {
            const like = all.find(({ id }) => id === search.get('like'));
            const kind = KINDS.find((one) => one === search.get('kind'));
            const task = rows.find(({ id, code }) => id === search.get('task') || code === search.get('task'));
            const code = nextCode(all.filter((one) => one.plan_id === plan).map((one) => one.code));
            return <Fields plan={plan} tasks={rows} begin={{ like, kind, task, code }} />;
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
  tasks: Task[];
  begin: {
    like: ResourceRequest | undefined;
    kind: RequestKind | undefined;
    task: Task | undefined;
    code: string;
  };
}

/** Fields of the answer by the names of those here. */
const HERE: Record<string, keyof Values> = { task_id: 'task', amount_minor: 'amount' };

function Fields({ plan, tasks, begin: { like, kind: asked, task, code } }: FieldsProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { departments } = useDirectory();
  const { items: budgets, budget } = useBudgets();
  const [form] = Form.useForm<Values>();
  const create = useNewRequest();
  const [draft, setDraft] = useState(false);
  const factorOf = (of: string | null | undefined) => 10 ** digitsOf(budget(of)?.currency ?? 'CNY');
  // Nothing is watched before the first drawing, whatever the type says.
  const kind = (Form.useWatch('kind', form) as RequestKind | undefined) ?? like?.kind ?? asked ?? 'people';
  const from = Form.useWatch('requested_from', form) as string | undefined;
  const needed = [{ required: true, message: t('requests:needed') }];
  const begin: Partial<Values> = {
    task: task?.id,
    code,
    kind,
    requested_from: like?.requested_from,
    description: like?.description ?? (task?.required_resources || undefined),
    quantity: like?.quantity ?? undefined,
    unit: like?.unit || undefined,
    amount: like?.amount_minor == null ? undefined : like.amount_minor / factorOf(like.budget),
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
      ...(kind === 'budget' && amount != null ? { amount_minor: Math.round(amount * factorOf(rest.budget)) } : {}),
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
  const own = budgets.filter(({ department }) => !from || department === from);
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
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('requests:chooseTask')}
            options={tasks.map((one) => ({ value: one.id, label: `${one.code} ${one.name}` }))}
            onChange={(id: string) => {
              const next = tasks.find((one) => one.id === id);
              if (next) form.setFieldsValue({ expected_arrival: dayjs(next.planned_start) });
            }}
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
              <Select options={own.map(({ code: value, name }) => ({ value, label: `${name} · ${value}` }))} />
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
        {(kind === 'tool' || kind === 'data') && <AssetField kind={kind} department={from} />}
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

function AssetField({ kind, department }: { kind: RequestKind; department: string | undefined }) {
  const { t } = useWords();
  const assets = useAssets(kind).filter((one) => !department || one.department === department);
  return (
    <Form.Item className="wide" name="asset" label={t('requests:asset')}>
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        options={assets.map(({ code, name }) => ({ value: code, label: `${name} · ${code}` }))}
      />
    </Form.Item>
  );
}
