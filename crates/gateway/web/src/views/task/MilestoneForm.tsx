/** What is asked before a milestone is added, said to be reached, or removed. */
import { Form, Input } from 'antd';
import { useEffect } from 'react';

import { asProblem } from '@/api/client';
import type { Milestone, Task } from '@/api/task-changes';
import { Dialog } from '@/parts/Dialog';
import { useFormat } from '@/parts/format';
import { Refusal } from '@/parts/Refusal';
import { useWords } from '@/words';

import { type Deed, wrongWith } from './milestones';

/** What is asked of, and of which milestone. */
export type Asked = { kind: 'add' } | { kind: 'reach' | 'remove'; name: string };

interface Fields {
  name: string;
  day: string;
}

interface Props {
  task: Task;
  today: string;
  asked: Asked;
  busy: boolean;
  refused: unknown;
  /** What was refused. */
  sent: readonly Milestone[];
  onSend: (deed: Deed) => void;
  onClose: () => void;
}

export function MilestoneForm({ task, today, asked, busy, refused, sent, onSend, onClose }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const [form] = Form.useForm<Fields>();
  const needed = { required: true, whitespace: true, message: t('myDay:needed') };
  const notLater = {
    validator: (_: unknown, day?: string) =>
      day && day > today ? Promise.reject(new Error(t('myDay:notLater'))) : Promise.resolve(),
  };
  const deed = ({ name, day }: Fields): Deed => {
    if (asked.kind === 'add') return { kind: 'add', name: name.trim(), due: day };
    return asked.kind === 'reach' ? { ...asked, kind: 'reach', on: day } : { ...asked, kind: 'remove' };
  };
  // What is added is the last of them.
  const at = asked.kind === 'add' ? sent.length - 1 : sent.findIndex(({ name }) => name === asked.name);
  /** What the server says of each field; nothing where it speaks of anything else too, which is told below. */
  const told = refused ? wrongWith(asProblem(refused).violations ?? [], at) : undefined;
  useEffect(() => {
    const wrong = refused ? wrongWith(asProblem(refused).violations ?? [], at) : undefined;
    if (!wrong) return;
    const text = (...fields: string[]) => fields.map((field) => wrong.get(field) ?? '').filter(Boolean);
    form.setFields([
      { name: 'name', errors: text('name') },
      { name: 'day', errors: text('due', 'reached_on') },
    ]);
  }, [form, refused, at]);
  return (
    <Dialog
      open
      title={asked.kind === 'add' ? t('task:addMilestone') : asked.name}
      okText={asked.kind === 'remove' ? t('task:remove') : t('parts:save')}
      cancelText={t('parts:cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={asked.kind === 'reach' ? { day: today } : {}}
        onFinish={(fields) => onSend(deed(fields))}
      >
        {asked.kind === 'add' && (
          <Form.Item name="name" label={t('task:milestoneName')} rules={[needed]}>
            <Input maxLength={200} />
          </Form.Item>
        )}
        {asked.kind === 'add' && (
          <Form.Item
            name="day"
            label={t('task:dueOn')}
            rules={[needed]}
            extra={t('task:dueHint', { from: format.day(task.planned_start), to: format.day(task.planned_end) })}
          >
            <Input type="date" />
          </Form.Item>
        )}
        {asked.kind === 'reach' && (
          <Form.Item name="day" label={t('task:reachedOn')} rules={[needed, notLater]}>
            <Input type="date" max={today} />
          </Form.Item>
        )}
        {asked.kind === 'remove' && <p>{t('task:removeHint')}</p>}
        {!told && <Refusal error={refused} />}
      </Form>
    </Dialog>
  );
}
