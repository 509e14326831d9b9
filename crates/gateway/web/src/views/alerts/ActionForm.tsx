/** What an action needs to know. */
import { Form, Input, Select } from 'antd';
import dayjs from 'dayjs';

import type { Api } from '@/api/client';
import { useToday } from '@/api/clock';
import { Dialog } from '@/parts/Dialog';
import { PersonSelect } from '@/parts/PersonSelect';
import { useWords } from '@/words';

import type { Action } from './Actions';

type Measure = Api<'Measure'>;
const MEASURES: Measure[] = ['add_resource', 're_sequence', 'split', 're_plan', 'adjust_goal'];

export interface Fields {
  text?: string;
  /** ISO 8601. */
  day?: string;
  measure?: Measure;
  owner?: string;
  verification?: string;
}

interface Props {
  action: Exclude<Action, 'acknowledge'>;
  /** When the alert's level lapses. */
  deadline: string | null | undefined;
  busy: boolean;
  onSend: (fields: Fields) => void;
  onClose: () => void;
}

const LABELS = {
  snooze: 'alerts:reason',
  explain: 'alerts:explainLabel',
  correct: 'alerts:description',
  accept: 'alerts:note',
  reject: 'alerts:note',
  worked: 'alerts:note',
  notWorked: 'alerts:note',
} as const;

export function ActionForm({ action, deadline, busy, onSend, onClose }: Props) {
  const { t } = useWords();
  const [form] = Form.useForm<Fields>();
  const needed = [{ required: true, message: t('alerts:needed') }];
  // The organisation's day: on a simulated calendar the browser's own is months away.
  const today = useToday();
  const tomorrow = dayjs(today).add(1, 'day').format('YYYY-MM-DD');
  // A level that lapses as a day ends has that day: it can be put off to the next.
  const later = dayjs(deadline ?? today)
    .subtract(1, 'second')
    .add(1, 'day')
    .format('YYYY-MM-DD');
  const soonest = action === 'snooze' && later > tomorrow ? later : tomorrow;
  const correct = action === 'correct';
  const optional = action === 'accept' || action === 'worked';
  return (
    <Dialog
      open
      title={t(`alerts:${action}`).replace('…', '')}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ day: soonest }} onFinish={onSend}>
        {correct && (
          <Form.Item name="measure" label={t('alerts:measure')} rules={needed}>
            <Select options={MEASURES.map((value) => ({ value, label: t(`terms:measure_${value}`) }))} />
          </Form.Item>
        )}
        {action === 'snooze' && (
          <Form.Item name="day" label={t('alerts:until')} rules={needed}>
            <Input type="date" min={soonest} />
          </Form.Item>
        )}
        <Form.Item name="text" label={t(LABELS[action])} rules={optional ? [] : needed}>
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
        {correct && (
          <>
            <Form.Item name="owner" label={t('alerts:owner')} rules={needed}>
              <PersonSelect />
            </Form.Item>
            <Form.Item name="day" label={t('alerts:due')} rules={needed}>
              <Input type="date" min={today} />
            </Form.Item>
            <Form.Item name="verification" label={t('alerts:verification')} rules={needed}>
              <Input.TextArea rows={2} maxLength={1000} />
            </Form.Item>
          </>
        )}
      </Form>
    </Dialog>
  );
}
