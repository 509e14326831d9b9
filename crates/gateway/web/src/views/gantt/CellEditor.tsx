/** An open cell: what is typed is checked at once; Enter writes, Escape leaves it, Tab writes and goes on. */
import { useEffect, useRef, useState } from 'react';

import { usePeopleFound } from '@/api/directory';
import { useWords } from '@/words';

import { beside, type Field, personFrom, wrongWith } from './edit';

interface Props {
  field: Field;
  label: string;
  value: string;
  start: string;
  end: string;
  /** Whether a report of so much has to say when the work began. */
  asksWhenBegun: (percent: number) => boolean;
  /** Writes what was typed, if it is another. */
  onWrite: (text: string) => void;
  /** Closes it, or opens the cell beside it. */
  onClose: (next?: Field) => void;
}

const KINDS: Partial<Record<Field, string>> = { start: 'date', end: 'date', percent: 'number' };

export function CellEditor({ field, label, value, start, end, asksWhenBegun, onWrite, onClose }: Props) {
  const { t } = useWords();
  const [text, setText] = useState(value);
  const { people } = usePeopleFound(field === 'owner' && text !== value ? text : '');
  const wrong = text === value ? undefined : wrongWith(field, text, { start, end, people, asksWhenBegun });
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    if (field !== 'start' && field !== 'end') input.current?.select();
  }, [field]);
  // A cell that closes loses the focus, which would close it once more.
  const over = useRef(false);
  const close = (next?: Field) => {
    over.current = true;
    onClose(next);
  };
  /** False where it stays open, as something is wrong. */
  const write = (): boolean => {
    if (wrong || over.current) return false;
    // A name becomes the code of the one who has it.
    if (text !== value) onWrite((field === 'owner' && personFrom(text, people)) || text.trim());
    return true;
  };
  return (
    <span className="cell-editor" onClick={(event) => event.stopPropagation()}>
      <input
        ref={input}
        type={KINDS[field] ?? 'text'}
        value={text}
        maxLength={200}
        {...(field === 'percent' ? { min: 0, max: 99, step: 1 } : {})}
        {...(field === 'owner' ? { list: 'gantt-people' } : {})}
        aria-label={label}
        aria-invalid={Boolean(wrong)}
        aria-describedby={wrong ? 'gantt-wrong' : undefined}
        onChange={({ target }) => setText(target.value)}
        onBlur={() => {
          write();
          if (!over.current) close();
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') close();
          if (event.key === 'Enter' && write()) close();
          if (event.key === 'Tab') {
            event.preventDefault();
            if (write()) close(beside(field, event.shiftKey ? -1 : 1));
          }
        }}
      />
      {field === 'owner' && (
        <datalist id="gantt-people">
          {people.map(({ code, name }) => (
            <option key={code} value={code} label={name} />
          ))}
        </datalist>
      )}
      {wrong && (
        <span id="gantt-wrong" role="alert" className="cell-wrong">
          {t(wrong)}
        </span>
      )}
    </span>
  );
}
