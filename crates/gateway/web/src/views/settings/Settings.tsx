/** Settings: how the organisation escalates, who is who, when is worked, how people are told; and what is one's own. */
import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';

import { Page } from '@/parts/Page';
import { useWords } from '@/words';

import { Calendars } from './Calendars';
import { Channels } from './Channels';
import { Directory } from './Directory';
import { Personal } from './Personal';
import { Policies } from './Policies';
import { Rotas } from './Rotas';
import './settings.css';

const TABS = {
  policies: Policies,
  rotas: Rotas,
  directory: Directory,
  calendars: Calendars,
  channels: Channels,
  personal: Personal,
};
type Tab = keyof typeof TABS;

export default function Settings() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const tabs = Object.keys(TABS) as Tab[];
  const tab = tabs.find((one) => one === search.get('part')) ?? 'policies';
  const Shown = TABS[tab];
  return (
    <Page title={t('settings:title')}>
      <div className="settings-tabs">
        <Segmented<Tab>
          aria-label={t('settings:sections')}
          value={tab}
          onChange={(part) => setSearch({ part }, { replace: true })}
          options={tabs.map((value) => ({ value, label: t(`settings:tab_${value}`) }))}
        />
      </div>
      <Shown />
    </Page>
  );
}
