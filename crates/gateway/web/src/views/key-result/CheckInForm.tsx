/** A new value of a key result. */
import { App, Form, Input, InputNumber, Slider } from 'antd';

import { asProblem, type Api } from '@/api/client';
import { useCheckIn } from '@/api/key-results';
import { useMe } from '@/api/session';
import { Dialog } from '@/parts/Dialog';
import { useFormat } from '@/parts/format';
import { useOnce } from '@/parts/useOnce';
import { useWords } from '@/words';

interface Fields {
  value: number;
  confidence: number;
  note?: string;
}

export function CheckInForm({
  result,
  today,
  onClose,
}: {
  result: Api<'KeyResult'>;
  today: string;
  onClose: () => void;
}) {
  const { t } = useWords();
  const format = useFormat();
  const me = useMe();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const checkIn = useCheckIn(result.id, me.person ?? me.subject, today);
  // The picture behind moves at once; what was typed stays until the server has taken it.
  const send = useOnce(async ({ value, confidence, note }: Fields) => {
    try {
      await checkIn.mutateAsync({
        params: { path: { id: result.id } },
        body: { value, confidence: confidence / 100, note: note ?? '', as_of: today },
      });
      void message.success(t('keyResult:saved', { code: result.code }));
      onClose();
    } catch (error) {
      void message.error(t('keyResult:refused', { why: asProblem(error).detail }), 6);
    }
  });
  return (
    <Dialog
      open
      title={t('keyResult:checkInTitle', { code: result.code })}
      okText={t('parts:save')}
      cancelText={t('parts:cancel')}
      confirmLoading={checkIn.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ value: result.current, confidence: 70 }}
        onFinish={(fields) => void send(fields)}
      >
        <Form.Item
          name="value"
          label={t('keyResult:valueLabel', { unit: result.unit })}
          rules={[{ required: true, message: t('keyResult:needed') }]}
          extra={`${t('keyResult:baseline')} ${format.number(result.baseline)} · ${t('keyResult:target')} ${format.number(result.target)}`}
        >
          <InputNumber className="full" inputMode="decimal" />
        </Form.Item>
        <Form.Item name="confidence" label={t('keyResult:confidenceLabel')}>
          <Slider step={5} ariaLabelForHandle={t('keyResult:confidenceLabel')} />
        </Form.Item>
        <Form.Item name="note" label={t('keyResult:note')}>
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
