/** A file in: checked, then imported; where it is refused, what is wrong with it and what to do. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';

import { asProblem } from '@/api/client';
import { hand, importFile, markedFile, typeOf } from '@/api/workbooks';
import { Page, Panel } from '@/parts/Page';
import { Loading } from '@/parts/states';
import { useWords } from '@/words';

import { Counts } from './Counts';
import { DropZone } from './DropZone';
import { Exports } from './Exports';
import { PlaceList } from './PlaceList';
import { Template } from './Template';
import { placesOfFindings, placesOfProblem } from './places';
import './import.css';

export default function Import() {
  const { t } = useWords();
  const { message } = App.useApp();
  const [file, setFile] = useState<File>();
  const take = (next: File) => {
    if (typeOf(next.name)) setFile(next);
    else void message.error(t('importing:wrongKind', { name: next.name }), 6);
  };
  return (
    <Page title={t('importing:title')} subtitle={<p>{t('importing:subtitle')}</p>}>
      {file ? (
        <OneFile
          key={`${file.name} ${file.lastModified} ${file.size}`}
          file={file}
          onLeave={() => setFile(undefined)}
        />
      ) : (
        <>
          <DropZone onFile={take} />
          <Template />
          <Exports />
        </>
      )}
    </Page>
  );
}

function OneFile({ file, onLeave }: { file: File; onLeave: () => void }) {
  const { t, lang, both } = useWords();
  const queries = useQueryClient();
  const check = useMutation({ mutationFn: (one: File) => importFile(one, true) });
  const run = useMutation({
    mutationFn: () => importFile(file, false),
    onSuccess: () => void queries.invalidateQueries(),
  });
  const { mutate } = check;
  // A refusal speaks one language: whoever changes theirs asks again.
  useEffect(() => mutate(file), [mutate, file, lang]);
  const { name } = file;
  const another = <Button onClick={onLeave}>{t('importing:another')}</Button>;
  const error: unknown = run.error ?? check.error;
  if (error) return <Refused file={file} error={error} another={another} />;
  const answer = run.data ?? check.data;
  if (!answer) {
    return (
      <Panel title={t('importing:checking', { name })}>
        <Loading rows={4} />
      </Panel>
    );
  }
  const warnings = placesOfFindings(answer.findings, both);
  const title = run.data
    ? t('importing:done', { name })
    : warnings.length
      ? t('importing:readyWarnings', { name, count: warnings.length })
      : t('importing:ready', { name });
  const label = t(run.data ? 'importing:did' : 'importing:would');
  return (
    <>
      <div role="status" className={run.data ? 'import-verdict light-green' : 'import-verdict'}>
        <b>{title}</b>
        <span className="import-actions">
          {another}
          {run.data ? (
            <Link to={`/plans/${run.data.plan.id}`}>{t('importing:open', { code: run.data.plan.code })}</Link>
          ) : (
            <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>
              {t('importing:run')}
            </Button>
          )}
        </span>
      </div>
      <Panel title={`${label} · ${answer.plan.title}`} flush>
        <Counts answer={answer} label={label} />
      </Panel>
      {warnings.length > 0 && <PlaceList title={t('importing:warnings')} places={warnings} light="yellow" />}
    </>
  );
}

function Refused({ file, error, another }: { file: File; error: unknown; another: React.ReactNode }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const problem = asProblem(error);
  const places = placesOfProblem(problem);
  const marked = useMutation({
    mutationFn: () => markedFile(file),
    onSuccess: (made) => hand(made, file.name.replace(/\.\w+$/, '.marked.xlsx')),
    onError: (why) => void message.error(t('importing:notDownloaded', { why: asProblem(why).detail }), 6),
  });
  return (
    <>
      <div role="alert" className="import-verdict light-red">
        <span>
          <b>{t('importing:refused', { name: file.name })}</b>
          <br />
          {problem.status === 0 ? t('parts:unreachable') : problem.detail}
        </span>
        <span className="import-actions">
          {another}
          {places.length > 0 && (
            <Button type="primary" loading={marked.isPending} onClick={() => marked.mutate()}>
              {t('importing:marked')}
            </Button>
          )}
        </span>
      </div>
      {places.length > 0 && <PlaceList title={t('importing:errors')} places={places} light="red" />}
    </>
  );
}
