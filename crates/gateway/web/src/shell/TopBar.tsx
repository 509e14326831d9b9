/** Which plan, which day, whether the line is open; language, appearance, account. */
import { BgColorsOutlined, TranslationOutlined } from '@ant-design/icons';
import { Button, Dropdown, Grid } from 'antd';
import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';

import { useToday } from '@/api/clock';
import { useLine } from '@/api/live';
import { useFormat } from '@/parts/format';
import { PlanSelect } from '@/parts/PlanSelect';
import { setLanguage, useWords } from '@/words';

import { Account } from './Account';
import { useCurrentPlan } from './plan';
import { setTheme, type Theme, useTheme } from './theme';

export function TopBar({ lead }: { lead: ReactNode }) {
  const { t, lang } = useWords();
  const roomy = Grid.useBreakpoint().md ?? true;
  return (
    <header className="top">
      {lead}
      <PlanChoice />
      <span className="top-space" />
      {roomy && <Today />}
      <LineState />
      <Button
        type="text"
        icon={<TranslationOutlined />}
        aria-label={t('languageHint')}
        onClick={() => setLanguage(lang === 'en' ? 'zh-CN' : 'en')}
      >
        {roomy ? t('language') : null}
      </Button>
      <ThemeChoice />
      <Account />
    </header>
  );
}

function PlanChoice() {
  const { t } = useWords();
  const { plan, plans } = useCurrentPlan();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (!plans.length) return null;
  /** The same view of the other plan, where this is a view of a plan. */
  const go = (id: string) => {
    const [, first, , view] = pathname.split('/');
    void navigate(first === 'plans' && view ? `/plans/${id}/${view}` : `/plans/${id}`);
  };
  return (
    <PlanSelect
      className="plan-choice"
      variant="borderless"
      aria-label={t('planChoice')}
      value={plan?.id ?? null}
      onChange={(id) => {
        if (id) go(id);
      }}
      popupMatchSelectWidth={false}
    />
  );
}

function Today() {
  const { t } = useWords();
  const format = useFormat();
  const today = useToday();
  return today ? <span className="top-day">{t('asOf', { day: format.longDay(today) })}</span> : null;
}

function LineState() {
  const { t } = useWords();
  const open = useLine() === 'open';
  const text = open ? t('live') : t('waiting');
  return (
    <span className={open ? 'line line-open' : 'line'} title={text} role="status">
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden>
        <circle cx="5" cy="5" r="3.5" />
      </svg>
      <span className="line-word">{text}</span>
    </span>
  );
}

const THEMES: Record<Theme, 'themeSystem' | 'themeLight' | 'themeDark'> = {
  system: 'themeSystem',
  light: 'themeLight',
  dark: 'themeDark',
};

function ThemeChoice() {
  const { t } = useWords();
  const { chosen } = useTheme();
  const items = (Object.keys(THEMES) as Theme[]).map((key) => ({ key, label: t(THEMES[key]) }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, selectable: true, selectedKeys: [chosen], onClick: ({ key }) => setTheme(key as Theme) }}
    >
      <Button type="text" icon={<BgColorsOutlined />} aria-label={t('theme')} />
    </Dropdown>
  );
}
