/** One more change. */
import { Button, DatePicker, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';

import { useManyTasks } from '@/api/gantt';
import type { PlanState } from '@/api/plan';
import { PersonSelect } from '@/parts/PersonSelect';
import { useWords } from '@/words';

import { type Change, type Kind, KINDS } from './changes';

/** What is filled in so far; fields stay when the kind changes. */
interface Draft {
  kind: Kind;
  count: number;
  task?: string;
  person?: string;
  from?: string;
  to?: string;
  subject?: string;
  /** Predecessor and successor. */
  link?: string;
}

/** Neither a code nor an id has a line break. */
const BETWEEN = '\n';

/** The change that a draft stands for; undefined while something is missing. */
function made({ kind, count, task, person, from, to, subject, link }: Draft): Change | undefined {
  switch (kind) {
    case 'slip':
    case 'people':
      return task && count ? { kind, task, count } : undefined;
    case 'move':
      return task && from && to && from <= to ? { kind, task, from, to } : undefined;
    case 'owner':
      return task && person ? { kind, task, person } : undefined;
    case 'cancel':
      return task ? { kind, task } : undefined;
    case 'away':
      return person && from && (!to || from <= to) ? { kind, person, from, to: to ?? '' } : undefined;
    case 'drop': {
      const [predecessor, successor] = link?.split(BETWEEN) ?? [];
      return predecessor && successor ? { kind, predecessor, successor } : undefined;
    }
    case 'deadline':
      return subject && to ? { kind, subject, to } : undefined;
  }
}

const NEEDS: Record<Kind, (keyof Draft)[]> = {
  slip: ['task', 'count'],
  people: ['task', 'count'],
  move: ['task', 'from', 'to'],
  owner: ['task', 'person'],
  cancel: ['task'],
  away: ['person', 'from', 'to'],
  drop: ['link'],
  deadline: ['subject', 'to'],
};

export function ChangeForm({ state, onAdd }: { state: PlanState; onAdd: (change: Change) => void }) {
  const { t } = useWords();
  const [draft, setDraft] = useState<Draft>({ kind: 'slip', count: 5 });
  const set = (fields: Partial<Draft>) => setDraft((before) => ({ ...before, ...fields }));
  const { kind } = draft;
  const needs = (field: keyof Draft) => NEEDS[kind].includes(field);
  const change = made(draft);
  const links = useLinks(state, kind === 'drop');
  const tasks = state.tasks
    .filter(({ actual_finish: done }) => !done)
    .map(({ code, name }) => ({ value: code, label: `${code} ${name}` }));
  const search = { showSearch: { optionFilterProp: 'label' }, popupMatchSelectWidth: false } as const;
  const day = (field: 'from' | 'to', label: string) => (
    <DatePicker
      className="what-if-day"
      aria-label={label}
      placeholder={label}
      value={draft[field] ? dayjs(draft[field]) : null}
      onChange={(at) => set({ [field]: at?.format('YYYY-MM-DD') })}
    />
  );
  return (
    <form
      className="what-if-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (change) onAdd(change);
      }}
    >
      <Select<Kind>
        className="what-if-kind"
        aria-label={t('whatIf:kind')}
        value={kind}
        onChange={(next) => set({ kind: next, count: next === 'people' ? 1 : 5 })}
        options={KINDS.map((value) => ({ value, label: t(`whatIf:kind_${value}`) }))}
      />
      {needs('task') && (
        <Select
          className="what-if-wide"
          aria-label={t('whatIf:task')}
          placeholder={t('whatIf:task')}
          value={draft.task ?? null}
          onChange={(task) => set({ task })}
          options={tasks}
          {...search}
        />
      )}
      {needs('person') && (
        <PersonSelect
          className="what-if-wide"
          aria-label={t('whatIf:person')}
          placeholder={t('whatIf:person')}
          value={draft.person ?? null}
          onChange={(person: string | null) => set({ person: person ?? undefined })}
          popupMatchSelectWidth={false}
        />
      )}
      {needs('link') && (
        <Select
          className="what-if-wide"
          aria-label={t('whatIf:link')}
          placeholder={t('whatIf:link')}
          value={draft.link ?? null}
          onChange={(link) => set({ link })}
          options={links}
          {...search}
        />
      )}
      {needs('subject') && (
        <Select
          className="what-if-wide"
          aria-label={t('whatIf:subject')}
          placeholder={t('whatIf:subject')}
          value={draft.subject ?? null}
          onChange={(subject) => set({ subject })}
          options={[...state.goals, ...state.key_results].map(({ code, description }) => ({
            value: code,
            label: `${code} ${description}`,
          }))}
          {...search}
        />
      )}
      {needs('count') && (
        <InputNumber
          aria-label={t(kind === 'slip' ? 'whatIf:days' : 'whatIf:count')}
          className="what-if-count"
          precision={0}
          min={kind === 'slip' ? -250 : 1}
          max={250}
          value={draft.count}
          onChange={(count) => set({ count: count ?? 0 })}
          suffix={t(kind === 'slip' ? 'whatIf:unitDays' : 'whatIf:unitPeople')}
        />
      )}
      {needs('from') && day('from', t(kind === 'move' ? 'whatIf:start' : 'whatIf:from'))}
      {needs('to') && day('to', t(kind === 'move' ? 'whatIf:end' : kind === 'away' ? 'whatIf:to' : 'whatIf:day'))}
      <Button type="primary" htmlType="submit" disabled={!change}>
        {t('whatIf:add')}
      </Button>
    </form>
  );
}

/** Dependencies of the plan's tasks, to choose from. */
function useLinks(state: PlanState, wanted: boolean) {
  const tasks = useManyTasks(state.plan_id, wanted ? state : undefined).data ?? [];
  return tasks.flatMap((task) =>
    task.predecessors.map((link) => {
      const code = link.code || link.task_id;
      const named = link.plan_id && link.plan_id !== state.plan_id ? link.task_id : code;
      return { value: `${named}${BETWEEN}${task.code}`, label: `${code} → ${task.code} ${task.name}` };
    }),
  );
}
