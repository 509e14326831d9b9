/** What is one's own: language, appearance, time zone; and what one may do. */
import { Segmented, Select } from 'antd';

import { useDirectory } from '@/api/directory';
import { useMe } from '@/api/session';
import { useFormat } from '@/parts/format';
import { Panel } from '@/parts/Page';
import { setTimeZone, useTimeZone } from '@/parts/timeZone';
import { setTheme, type Theme, useTheme } from '@/shell/theme';
import { type Language, setLanguage, useWords } from '@/words';

/** For those who are not where their browser is. */
const COMMON = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Singapore', 'Asia/Tokyo', 'Europe/London', 'America/New_York'];
const DEVICE = '';

function zones(): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...COMMON, ...known.filter((zone) => !COMMON.includes(zone))];
}

export function Personal() {
  const { t, lang } = useWords();
  const format = useFormat();
  const { chosen } = useTheme();
  const zone = useTimeZone();
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <Panel title={t('settings:tab_personal')}>
        <div className="stack">
          <div className="entry">
            <span id="settings-language">{t('settings:language')}</span>
            <Segmented<Language>
              className="settings-ways"
              aria-labelledby="settings-language"
              value={lang}
              onChange={setLanguage}
              options={[
                { value: 'zh-CN', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </div>
          <div className="entry">
            <span id="settings-appearance">{t('settings:appearance')}</span>
            <Segmented<Theme>
              className="settings-ways"
              aria-labelledby="settings-appearance"
              value={chosen}
              onChange={setTheme}
              options={[
                { value: 'system', label: t('themeSystem') },
                { value: 'light', label: t('themeLight') },
                { value: 'dark', label: t('themeDark') },
              ]}
            />
          </div>
          <div className="entry">
            <label htmlFor="settings-zone">{t('settings:timeZone')}</label>
            <Select
              id="settings-zone"
              className="settings-choice"
              value={zone ?? DEVICE}
              onChange={(next) => setTimeZone(next || undefined)}
              showSearch={{ optionFilterProp: 'label' }}
              options={[
                { value: DEVICE, label: t('settings:timeZoneBrowser', { zone: device }) },
                ...zones().map((value) => ({ value, label: value })),
              ]}
            />
            <span className="entry-now">
              {t('settings:timeZoneHint', { now: format.moment(new Date().toISOString()) })}
            </span>
          </div>
          <p className="soft">{t('settings:device')}</p>
        </div>
      </Panel>
      <Rights />
    </>
  );
}

function Rights() {
  const { t } = useWords();
  const { roles } = useMe();
  const { department } = useDirectory();
  return (
    <Panel title={t('settings:myRights')}>
      {roles.length ? (
        <dl className="settings-rights">
          {roles.map(({ role, department: code }) => (
            <div key={role + code}>
              <dt>{code === '*' ? t('settings:everywhere') : (department(code)?.name ?? code)}</dt>
              <dd>{t(`settings:role_${role}`)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="soft">{t('settings:myRightsNone')}</p>
      )}
    </Panel>
  );
}
