/** The daily update in full: how far, how much is left, what blocks; and, when finished, what proves it. */
import { Checkbox, Form, Input, InputNumber, Select, Slider } from 'antd';

import { api, type Api } from '@/api/client';
import type { NewProgress } from '@/api/progress';
import { Dialog } from '@/parts/Dialog';
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
}

/** What the form says, as the API takes it. */
export function toProgress(fields: Fields, today: string): Said {
  const { percent, remaining_days: left, note, blocked, blocker_cause: cause, blocker, evidence } = fields;
  const done = percent >= 100;
  return {
    percent,
    note: note ?? '',
    ...(left == null || done ? {} : { remaining_days: left }),
    ...(blocked && cause && !done ? { blocker_cause: cause, blocker: blocker ?? '' } : {}),
    ...(done ? { actual_finish: today, evidence: evidence ?? '', remaining_days: 0 } : {}),
  };
}

interface Props {
  task: Api<'TaskForecast'>;
  today: string;
  finish: boolean;
  busy: boolean;
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

export function UpdateForm({ task, today, finish, busy, onSend, onClose }: Props) {
  const { t } = useWords();
  const [form] = Form.useForm<Fields>();
  const whole = api.useQuery('get', '/api/v1/tasks/{id}', { params: { path: { id: task.task_id } } });
  // Undefined until the form has mounted, whatever its type says.
  const watched = Form.useWatch('percent', form) as number | undefined;
  const percent = watched ?? (finish ? 100 : task.percent);
  const blocked = Form.useWatch('blocked', form);
  const done = percent >= 100;
  const needed = [{ required: true, message: t('myDay:needed') }];
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
        initialValues={{ percent: finish ? 100 : Math.round(task.percent) }}
        onFinish={(fields) => void onSend(toProgress(fields, today))}
      >
        <Form.Item name="percent" label={t('myDay:percent')} rules={needed}>
          <Percent />
        </Form.Item>
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
      </Form>
    </Dialog>
  );
}
