/** Said while no server answers: what is seen stays, and is true again by itself when one does. */
import { DisconnectOutlined } from '@ant-design/icons';

import { useLine } from '@/api/live';
import { useWords } from '@/words';

export function LostLine() {
  const { t } = useWords();
  const lost = useLine() === 'lost';
  return (
    <div role="status" className={lost ? 'lost-line' : undefined}>
      {lost && (
        <>
          <DisconnectOutlined /> <b>{t('lost')}</b> {t('lostHint')}
        </>
      )}
    </div>
  );
}
