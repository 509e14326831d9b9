/** Where one begins who has no file yet. */
import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';

import { asProblem } from '@/api/client';
import { emptyWorkbook, hand } from '@/api/workbooks';
import { Panel } from '@/parts/Page';
import { useWords } from '@/words';

export function Template() {
  const { t, lang } = useWords();
  const { message } = App.useApp();
  const download = useMutation({
    mutationFn: () => emptyWorkbook(lang === 'en' ? 'en' : 'zh'),
    onSuccess: ({ file, name }) => hand(file, name),
    onError: (why) => void message.error(t('importing:notDownloaded', { why: asProblem(why).detail }), 6),
  });
  return (
    <Panel title={t('importing:template')}>
      <p className="soft">{t('importing:templateHint')}</p>
      <p className="export-buttons">
        <Button icon={<DownloadOutlined />} loading={download.isPending} onClick={() => download.mutate()}>
          {t('importing:templateDownload')}
        </Button>
      </p>
    </Panel>
  );
}
