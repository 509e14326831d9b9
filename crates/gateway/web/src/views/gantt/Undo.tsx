/** What was written last, and the way back. */
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';

import { asProblem } from '@/api/client';
import type { usePlanning } from '@/api/planning';
import { useWords } from '@/words';

export function Undo({ planning: { last, undo } }: { planning: ReturnType<typeof usePlanning> }) {
  const { t } = useWords();
  const back = useMutation({ mutationFn: undo });
  if (!last) return null;
  const { code, adjustment, edited } = last;
  return (
    <span className="facts" role="status">
      {adjustment ? t('gantt:drafted', { code, adjustment }) : t(edited ? 'gantt:edited' : 'gantt:wrote', { code })}
      <Button size="small" loading={back.isPending} onClick={() => back.mutate()}>
        {t('gantt:undo')}
      </Button>
      {back.error && <span className="late">{asProblem(back.error).detail}</span>}
    </span>
  );
}
