/** A view whose file could not be had when one went there: says so, and appears once the server is back. */
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';

import { useLine } from '@/api/live';
import { reloadIfThere } from '@/api/reload';
import { Empty } from '@/parts/states';
import { useWords } from '@/words';

export function LateView() {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const line = useLine();
  const wasLost = useRef(false);
  // Nobody has to press anything. Where the server was there all the time, what is missing is missing after reloading too.
  useEffect(() => {
    if (line === 'lost') wasLost.current = true;
    else if (line === 'open' && wasLost.current) void reloadIfThere();
  }, [line]);
  const again = () => {
    setBusy(true);
    void reloadIfThere().finally(() => setBusy(false));
  };
  return (
    <div role="alert">
      <Empty
        title={t('viewLost')}
        hint={t('viewLostHint')}
        action={
          <Button type="primary" loading={busy} onClick={again}>
            {t('parts:retry')}
          </Button>
        }
      />
    </div>
  );
}
