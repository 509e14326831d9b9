/** What is to be expected of a plan: how sure its days are, what is late and why, what the work takes. */
import { Segmented } from 'antd';

import { usePlanName } from '@/api/plan';
import { Page } from '@/parts/Page';
import { Loading } from '@/parts/states';
import { useCurrentPlan } from '@/shell/plan';
import { useWords } from '@/words';

import { type Part, PARTS, useForecastAddress } from './address';
import { Late } from './Late';
import { Sure } from './Sure';
import { Value } from './Value';
import './forecast.css';

export default function ForecastPage() {
  const { t } = useWords();
  const name = usePlanName();
  const { plan, isPending } = useCurrentPlan();
  const { address, onChange } = useForecastAddress();
  // By its id: an answer that was asked for by a code is touched by the events of every plan.
  const id = plan?.id ?? name;
  return (
    <Page
      title={t('forecast:title')}
      subtitle={<p>{t('forecast:subtitle')}</p>}
      extra={
        <Segmented<Part>
          aria-label={t('forecast:sections')}
          value={address.part}
          onChange={(part) => onChange({ part })}
          options={PARTS.map((value) => ({ value, label: t(`forecast:part_${value}`) }))}
        />
      }
    >
      {isPending && <Loading />}
      {!isPending && address.part === 'sure' && <Sure plan={id} address={address} onChange={onChange} />}
      {!isPending && address.part === 'late' && <Late plan={id} />}
      {!isPending && address.part === 'value' && <Value plan={id} address={address} onChange={onChange} />}
    </Page>
  );
}
