/** A department's report of a day, a week or a month: where the notice that it is ready leads. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useParams, useSearchParams } from 'react-router';

import { useDirectory } from '@/api/directory';
import { downloadReport, useReport } from '@/api/reports';
import { useFormat } from '@/parts/format';
import { Page, Panel } from '@/parts/Page';
import { ReportSections } from '@/parts/ReportSections';
import { Empty, Failed, Loading } from '@/parts/states';
import { useWords } from '@/words';

export default function ReportPage() {
  const { t, both } = useWords();
  const format = useFormat();
  const { code = '', kind = '' } = useParams();
  const [search] = useSearchParams();
  const date = search.get('date') ?? '';
  const { department } = useDirectory();
  const { data, error, refetch } = useReport(kind, code, date);
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { from, to, title, summary, sections } = data;
  return (
    <Page
      title={both(title)}
      subtitle={
        <span className="facts">
          <Link to={`/departments/${encodeURIComponent(code)}`}>{department(code)?.name ?? code}</Link>
          <span>{from === to ? format.day(to) : t('report:span', { from: format.day(from), to: format.day(to) })}</span>
        </span>
      }
      extra={
        <Button icon={<DownloadOutlined />} onClick={() => void downloadReport(kind, code, date)}>
          {t('report:download')}
        </Button>
      }
    >
      <Panel>
        <p>{both(summary)}</p>
        {sections.some(({ rows }) => rows.length) ? (
          <ReportSections sections={sections} />
        ) : (
          <Empty title={t('report:none')} hint={t('report:noneHint')} />
        )}
      </Panel>
    </Page>
  );
}
