/** Before new dates are written: what they would do, and what will be written. */
import { useMutation } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';

import { api, asProblem } from '@/api/client';
import type { Task } from '@/api/gantt';
import { isProtected, type NewDates } from '@/api/planning';
import { useFormat } from '@/parts/format';
import { Light } from '@/parts/Light';
import { Loaded } from '@/parts/states';
import { useWords } from '@/words';

interface Props {
  task: Task;
  /** ISO 8601. */
  start: string;
  end: string;
  onSave: (dates: NewDates) => Promise<void>;
  onClose: () => void;
}

export function ChangePanel({ task, start: from, end: to, onSave, onClose }: Props) {
  const { t } = useWords();
  const format = useFormat();
  const [start, setStart] = useState(from);
  const [end, setEnd] = useState(to);
  const [reason, setReason] = useState('');
  const approved = isProtected(task);
  const same = start === task.planned_start && end === task.planned_end;
  const valid = Boolean(start && end) && start <= end && !same;
  const save = useMutation({ mutationFn: onSave, onSuccess: onClose });
  return (
    <Modal
      open
      title={`${t('gantt:newDates')} · ${task.code} ${task.name}`}
      okText={approved ? t('gantt:draft') : t('parts:save')}
      cancelText={t('parts:cancel')}
      okButtonProps={{ disabled: !valid || (approved && !reason.trim()) }}
      confirmLoading={save.isPending}
      onOk={() => save.mutate({ task, start, end, reason: reason.trim() })}
      onCancel={onClose}
    >
      <p className="soft">
        {t('gantt:plannedNow', { from: format.day(task.planned_start), to: format.day(task.planned_end) })}
      </p>
      <Form layout="vertical" className="gantt-change">
        <Form.Item label={t('gantt:start')} htmlFor="gantt-from">
          <Input id="gantt-from" type="date" value={start} onChange={({ target }) => setStart(target.value)} />
        </Form.Item>
        <Form.Item label={t('gantt:end')} htmlFor="gantt-to">
          <Input id="gantt-to" type="date" min={start} value={end} onChange={({ target }) => setEnd(target.value)} />
        </Form.Item>
        {approved && (
          <Form.Item label={t('gantt:reason')} htmlFor="gantt-why" className="gantt-reason">
            <Input.TextArea
              id="gantt-why"
              rows={2}
              maxLength={1000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </Form.Item>
        )}
      </Form>
      {valid && <Effect task={task} start={start} end={end} />}
      <p className="hint gantt-writes">{approved ? t('gantt:writesAdjustment') : t('gantt:writesTask')}</p>
      {save.error && (
        <p className="late" role="alert">
          {asProblem(save.error).detail}
        </p>
      )}
    </Modal>
  );
}

/** Which lights and finishes would be otherwise. */
function Effect({ task, start, end }: { task: Task; start: string; end: string }) {
  const { t } = useWords();
  const format = useFormat();
  const effect = api.useQuery('post', '/api/v1/plans/{plan}/what-if', {
    params: { path: { plan: task.plan_id } },
    body: { tasks: [{ task_id: task.id, planned_start: start, planned_end: end }] },
  });
  return (
    <Loaded of={effect} rows={2}>
      {({ subjects, finish_moves_days: moves, finish_after: finish }) => (
        <div className="gantt-effect">
          <p>
            <b>{t('gantt:effect')}</b>{' '}
            {moves === 0
              ? t('gantt:finishStays', { day: format.day(finish) })
              : moves > 0
                ? t('gantt:finishLater', { count: moves, day: format.day(finish) })
                : t('gantt:finishEarlier', { count: -moves, day: format.day(finish) })}
          </p>
          {subjects.length === 0 && <p className="soft">{t('gantt:noEffect')}</p>}
          <ul>
            {subjects.slice(0, 6).map((one) => (
              <li key={one.id}>
                <span className="gantt-clip">
                  <span className="code">{one.code}</span> {one.name}
                </span>
                <span className="facts">
                  {one.light_before !== one.light_after && (
                    <>
                      <Light light={one.light_before} /> →
                    </>
                  )}
                  <Light light={one.light_after} reason={one.light_reason} />
                  <span className="numbers nowrap">{format.day(one.finish_after)}</span>
                </span>
              </li>
            ))}
          </ul>
          {subjects.length > 6 && <p className="soft">{t('gantt:more', { count: subjects.length - 6 })}</p>}
        </div>
      )}
    </Loaded>
  );
}
