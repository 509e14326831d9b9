/** The grid's part of a row; on a phone only the name, above the bars. */
import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { memo, type ReactNode } from 'react';
import { Link } from 'react-router';

import { useDirectory } from '@/api/directory';
import type { Forecast } from '@/api/plan';
import type { useFormat } from '@/parts/format';
import { LightShape } from '@/parts/Light';
import { useWords } from '@/words';

import type { Field } from './edit';
import { GRID_WIDTH } from './lanes';
import type { Group } from './rows';

interface Placed {
  top: number;
  height: number;
  /** Counted from 1, the header's row included. */
  at: number;
  active: boolean;
  narrow: boolean;
}

/** Rows come by the thousand: what asks for texts and names once for all of them hands them down. */
type Words = ReturnType<typeof useWords>['t'];

interface TaskProps extends Placed {
  task: Forecast;
  plan: string;
  grouped: boolean;
  owner: string;
  t: Words;
  format: ReturnType<typeof useFormat>;
  onActive: (key: string) => void;
  /** Opens a cell; undefined where nothing can be typed. */
  onEdit: ((task: Forecast, field: Field) => void) | undefined;
  /** The cell of this row that is open. */
  editor?: { field: Field; node: ReactNode } | undefined;
}

export const TaskCells = memo(function TaskCells(props: TaskProps) {
  const { task, plan, grouped, owner, t, format, top, height, at, active, narrow, onActive, onEdit, editor } = props;
  /** What a cell shows, or what is typed into it. */
  const cell = (field: Field, shown: ReactNode) => (editor?.field === field ? editor.node : shown);
  const edits = (field: Field) => (onEdit ? { onDoubleClick: () => onEdit(task, field) } : {});
  return (
    <div
      id={`row-${task.task_id}`}
      role="row"
      aria-rowindex={at}
      aria-level={grouped ? 2 : 1}
      aria-selected={active}
      className={active ? 'gantt-row gantt-row-active' : 'gantt-row'}
      style={{ top, height }}
      onClick={() => onActive(task.task_id)}
    >
      <div className="gantt-cells" style={narrow ? undefined : { width: GRID_WIDTH }}>
        <span role="gridcell" className="gantt-name">
          <LightShape light={task.light} size={11} label={t(`parts:${task.light}`)} />
          {task.critical && (
            <span
              className="gantt-critical-mark"
              role="img"
              aria-label={t('gantt:critical')}
              title={t('gantt:critical')}
            >
              ◆
            </span>
          )}
          {cell(
            'name',
            <Link to={`/plans/${plan}/tasks/${task.task_id}`} tabIndex={-1} className="name-link" title={task.name}>
              <span className="code">{task.code}</span> {task.name}
            </Link>,
          )}
          {onEdit && editor?.field !== 'name' && (
            <button
              type="button"
              className="gantt-edit"
              tabIndex={-1}
              aria-label={t('gantt:edit', { code: task.code })}
              title={t('gantt:edit', { code: task.code })}
              onClick={(event) => {
                event.stopPropagation();
                onEdit(task, 'name');
              }}
            >
              ✎
            </button>
          )}
        </span>
        {!narrow && (
          <>
            <span role="gridcell" className="gantt-clip" {...edits('owner')}>
              {cell('owner', owner)}
            </span>
            <span role="gridcell" className="gantt-number" {...edits('start')}>
              {cell('start', format.day(task.planned_start))}
            </span>
            <span role="gridcell" className="gantt-number" {...edits('end')}>
              {cell('end', format.day(task.planned_end))}
            </span>
            <span role="gridcell" className="gantt-number" {...edits('percent')}>
              {cell('percent', format.percent(task.percent))}
            </span>
          </>
        )}
      </div>
    </div>
  );
});

interface GroupProps extends Placed {
  group: Group;
  onToggle: (key: string) => void;
}

export const GroupCells = memo(function GroupCells({ group, top, height, at, active, onToggle, narrow }: GroupProps) {
  const { t } = useWords();
  const title = useGroupTitle(group);
  const id = `row-${group.key}`;
  const looks = ['gantt-row', 'gantt-group', active && 'gantt-row-active'].filter(Boolean).join(' ');
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={at}
      aria-level={1}
      aria-expanded={group.open}
      aria-selected={active}
      className={looks}
      style={{ top, height }}
      onClick={() => onToggle(group.key)}
    >
      <div className="gantt-cells" style={narrow ? undefined : { width: GRID_WIDTH }}>
        <span role="gridcell" className="gantt-name" title={title}>
          {group.open ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
          {group.light && <LightShape light={group.light} size={11} label={t(`parts:${group.light}`)} />}
          <span className="gantt-clip">
            {group.title && <span className="code">{group.code} </span>}
            <b>{title}</b>
          </span>
          <span className="gantt-count soft numbers">
            {group.late
              ? t('gantt:countLate', { count: group.count, late: group.late })
              : t('gantt:count', { count: group.count })}
          </span>
        </span>
      </div>
    </div>
  );
});

function useGroupTitle({ by, code, title }: Group): string {
  const { t } = useWords();
  const { person, department } = useDirectory();
  if (title) return title;
  if (by === 'person') return person(code)?.name ?? code;
  if (by === 'department') return department(code)?.name ?? code;
  return t('gantt:ungrouped');
}
