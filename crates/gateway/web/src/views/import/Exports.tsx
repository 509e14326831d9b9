/** The plan that one works in, as a file. */
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/api/client';
import { exportedFile, type Format, hand } from '@/api/workbooks';
import { Panel } from '@/parts/Page';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

const FORMATS: Format[] = ['xlsx', 'csv', 'mspdi'];

export function Exports() {
  const { t, lang } = useWords();
  const { message } = App.useApp();
  const { plan } = useCurrentPlan();
  const [busy, setBusy] = useState<Format>();
  if (!plan) return null;
  const fetchFile = async (format: Format) => {
    setBusy(format);
    try {
      const { file, name } = await exportedFile(plan, format, lang === 'en' ? 'en' : 'zh');
      hand(file, name);
    } catch (error) {
      void message.error(t('importing:notDownloaded', { why: asProblem(error).detail }), 6);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Panel title={t('importing:export')}>
      <p className="soft">{t('importing:exportHint', { plan: plan.title })}</p>
      <p className="export-buttons">
        {FORMATS.map((format) => (
          <Button
            key={format}
            icon={<DownloadOutlined />}
            loading={busy === format}
            onClick={() => void fetchFile(format)}
          >
            {t(`importing:${format}`)}
          </Button>
        ))}
      </p>
    </Panel>
  );
}
