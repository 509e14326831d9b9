/** The daily update in full: since when, how far, how much is left, what blocks; and, when finished, when and what proves it. */
import { Checkbox, Form, Input, InputNumber, Select, Slider } from 'antd';
import { useEffect } from 'react';

import { api, type Api, asProblem } from '@/api/client';
import { asksWhenBegun, type NewProgress } from '@/api/progress';
import { Dialog } from '@/parts/Dialog';
import { byField } from '@/parts/Entry';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

const CAUSES = ['people', 'resources', 'dependency', 'requirement_change', 'environment'] as const;

type Said = NewProgress & { percent: number };

interface Fields {
  percent: number;
  remaining_days?: number | null;
  note?: string;
  blocked?: boolean;
  blocker_cause?: (typeof CAUSES)[number];
  blocker?: string;
  evidence?: string;
  /** First and last day of work, ISO 8601. */
  actual_start?: string;
  actual_finish?: string;
}

/** What the form says, as the API takes it. */
export function toProgress(fields: Fields, today: string): Said {
  const { percent, remaining_days: left, note, blocked, blocker_cause: cause, blocker, evidence } = fields;
  const { actual_start: begun, actual_finish: finished } = fields;
  const done = percent >= 100;
  return {
    percent,
    note: note ?? '',
    // Only what somebody said: the day of this report is not when the work began.
    ...(begun ? { actual_start: begun } : {}),
    ...(left == null || done ? {} : { remaining_days: left }),
    ...(blocked && cause && !done ? { blocker_cause: cause, blocker: blocker ?? '' } : {}),
    ...(done ? { actual_finish: finished ?? today, evidence: evidence ?? '', remaining_days: 0 } : {}),
  };
}

interface Props {
  task: Api<'TaskForecast'>;
  today: string;
  /** How far it says that it is, until somebody says otherwise. */
  percent: number;
  busy: boolean;
  /** What the server said of what was sent last. */
  refused: unknown;
  onSend: (said: Said) => Promise<void>;
  onClose: () => void;
}

/** Dragged roughly or typed exactly; the form hands value and listener down. */
function Percent({
  id,
  value = 0,
  onChange,
}: {
  id?: string;
  value?: number;
  onChange?: (next: number | null) => void;
}) {
  const { t } = useWords();
  const told = onChange ? { onChange } : {};
  return (
    <div className="update-percent">
      <Slider value={value} step={5} tooltip={{ open: false }} ariaLabelForHandle={t('myDay:percent')} {...told} />
      <InputNumber
        {...(id === undefined ? {} : { id })}
        value={value}
        min={0}
        max={100}
        precision={0}
        inputMode="numeric"
        suffix="%"
        {...told}
      />
    </div>
  );
}

export function UpdateForm({ task, today, percent: first, busy, refused, onSend, onClose }: Props) {
  const { t } = useWords();
  const [form] = Form.useForm<Fields>();
  const whole = api.useQuery('get', '/api/v1/tasks/{id}', { params: { path: { id: task.task_id } } });
  // Undefined until the form has mounted, whatever its type says.
  const watched = Form.useWatch('percent', form) as number | undefined;
  const percent = watched ?? first;
  const blocked = Form.useWatch('blocked', form);
  const done = percent >= 100;
  const needed = [{ required: true, message: t('myDay:needed') }];
  const asks = asksWhenBegun(task, percent, today);
  const notLater = {
    validator: (_: unknown, day?: string) =>
      day && day > today ? Promise.reject(new Error(t('myDay:notLater'))) : Promise.resolve(),
  };
  const notBefore = {
    validator: (_: unknown, day?: string) => {
      const begun = form.getFieldValue('actual_start') as string | undefined;
      const start = task.actual_start ?? begun;
      return day && start && day < start ? Promise.reject(new Error(t('myDay:endsBefore'))) : Promise.resolve();
    },
  };
  const here = ['percent', 'note'];
  if (!task.actual_start) here.push('actual_start');
  if (done) here.push('actual_finish', 'evidence');
  else here.push('remaining_days', ...(blocked ? ['blocker_cause', 'blocker'] : []));
  const wrong = refused ? byField(asProblem(refused).violations ?? []) : new Map<string, string>();
  const elsewhere = !wrong.size || [...wrong.keys()].some((field) => !here.includes(field));
  useEffect(() => {
    const told = refused ? byField(asProblem(refused).violations ?? []) : [];
    form.setFields([...told].map(([name, text]) => ({ name: name as keyof Fields, errors: [text] })));
  }, [form, refused]);
  return (
    <Dialog
      open
      title={`${t('myDay:updateTitle')} · ${task.code} ${task.name}`}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ percent: first, actual_finish: today }}
        onFinish={(fields) => void onSend(toProgress(fields, today))}
      >
        <Form.Item name="percent" label={t('myDay:percent')} rules={needed}>
          <Percent />
        </Form.Item>
        {!task.actual_start && (
          <Form.Item
            name="actual_start"
            label={t('myDay:began')}
            rules={asks ? [...needed, notLater] : [notLater]}
            extra={asks ? t('myDay:beganHint') : t('myDay:beganElse')}
          >
            <Input type="date" max={today} />
          </Form.Item>
        )}
        {done && (
          <Form.Item
            name="actual_finish"
            label={t('myDay:finished')}
            dependencies={['actual_start']}
            rules={[...needed, notLater, notBefore]}
          >
            <Input type="date" min={task.actual_start ?? undefined} max={today} />
          </Form.Item>
        )}
        {done ? (
          <Form.Item
            name="evidence"
            label={t('myDay:evidence')}
            rules={needed}
            extra={
              whole.data ? t('myDay:evidenceHint', { deliverable: whole.data.deliverable }) : t('myDay:finishHint')
            }
          >
            <Input />
          </Form.Item>
        ) : (
          <Form.Item name="remaining_days" label={t('myDay:remaining')}>
            <InputNumber min={0} max={999} precision={0} inputMode="numeric" />
          </Form.Item>
        )}
        <Form.Item name="note" label={t('myDay:note')}>
          <Input.TextArea rows={2} placeholder={t('myDay:notePlaceholder')} maxLength={1000} />
        </Form.Item>
        {!done && (
          <Form.Item name="blocked" valuePropName="checked" noStyle>
            <Checkbox>{t('myDay:blocked')}</Checkbox>
          </Form.Item>
        )}
        {!done && blocked && (
          <div className="update-blocker">
            <Form.Item name="blocker_cause" label={t('myDay:cause')} rules={needed}>
              <Select options={CAUSES.map((value) => ({ value, label: t(`terms:cause_${value}`) }))} />
            </Form.Item>
            <Form.Item name="blocker" label={t('myDay:blocker')} rules={needed}>
              <Input />
            </Form.Item>
          </div>
        )}
        {elsewhere && <Refusal error={refused} />}
      </Form>
    </Dialog>
  );
}
