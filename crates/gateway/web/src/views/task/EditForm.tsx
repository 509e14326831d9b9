/** Days that a task is held to, and how long it may take: what its schedule and its forecast go by. */
import { App, Form, Input, InputNumber } from 'antd';
import { useEffect } from 'react';

import { asProblem } from '@/api/client';
import { type Task, useTaskChange } from '@/api/task-changes';
import { Dialog } from '@/parts/Dialog';
import { byField } from '@/parts/Entry';
import { Refusal } from '@/parts/Refusal';
import { useOnce } from '@/parts/useOnce';
import { useWords } from '@/words';

import { DAYS, type Held, heldOf, patchOf, POINTS } from './held';

/** What the server says of each field; of all three points it says one thing. */
function wrongOf(refused: unknown): Map<string, string> {
  return byField(refused ? (asProblem(refused).violations ?? []) : []);
}

const HERE: readonly string[] = [...DAYS, 'estimate'];

export function EditForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm<Held>();
  const { send, error, isPending } = useTaskChange(task);
  const save = useOnce(async (held: Held) => {
    try {
      if (await send((now) => patchOf(now, held))) void message.success(t('task:edited', { code: task.code }));
      onClose();
    } catch {
      // Told below, beside what was refused.
    }
  });
  useEffect(() => {
    const wrong = wrongOf(error);
    form.setFields(DAYS.filter((day) => wrong.has(day)).map((name) => ({ name, errors: [wrong.get(name) ?? ''] })));
  }, [form, error]);
  const wrong = wrongOf(error);
  const elsewhere = !wrong.size || [...wrong.keys()].some((field) => !HERE.includes(field));
  return (
    <Dialog
      open
      title={t('task:editTitle', { code: task.code })}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={heldOf(task)}
        onFinish={(held) => void save(held)}
      >
        {DAYS.map((day) => (
          <Form.Item key={day} name={day} label={t(`task:${day}`)} extra={t(`task:${day}_hint`)}>
            <Input type="date" />
          </Form.Item>
        ))}
        <fieldset className="task-points">
          <legend>{t('task:estimate')}</legend>
          {POINTS.map((point) => (
            <Form.Item key={point} name={point} label={t(`task:${point}`)}>
              <InputNumber
                className="full"
                min={0}
                inputMode="decimal"
                {...(wrong.has('estimate') ? { status: 'error' as const } : {})}
              />
            </Form.Item>
          ))}
          {wrong.has('estimate') && (
            <p className="entry-wrong" role="alert">
              {wrong.get('estimate')}
            </p>
          )}
          <p className="entry-now">{t('task:estimateHint')}</p>
        </fieldset>
        {elsewhere && <Refusal error={error} />}
      </Form>
    </Dialog>
  );
}
