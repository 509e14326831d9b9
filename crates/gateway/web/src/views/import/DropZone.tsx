/** Where a file is dropped, or chosen. */
import { InboxOutlined } from '@ant-design/icons';
import { useState } from 'react';

import { ENDINGS } from '@/api/workbooks';
import { useWords } from '@/words';

export function DropZone({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useWords();
  const [over, setOver] = useState(false);
  return (
    <label
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      <InboxOutlined aria-hidden />
      <b>{t('importing:drop')}</b>
      <span className="soft">{t('importing:dropHint')}</span>
      <input
        type="file"
        accept={ENDINGS.map((ending) => `.${ending}`).join(',')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file, corrected, is chosen again: that is a change too.
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
