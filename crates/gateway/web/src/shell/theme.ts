/** Colours, light and dark. The same values feed the components' tokens and, as CSS variables in `base.css`, everything else. */
import { theme, type ThemeConfig } from 'antd';
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'cascade.theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function isDark(): boolean {
  const chosen = chosenTheme();
  return chosen === 'dark' || (chosen === 'system' && systemDark.matches);
}

function tell() {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  listeners.forEach((listener) => listener());
}

export function setTheme(next: Theme) {
  localStorage.setItem(KEY, next);
  tell();
}

systemDark.addEventListener('change', tell);
tell();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): { chosen: Theme; dark: boolean } {
  const dark = useSyncExternalStore(subscribe, isDark);
  const chosen = useSyncExternalStore(subscribe, chosenTheme);
  return { chosen, dark };
}

export interface Palette {
  paper: string;
  raised: string;
  line: string;
  ink: string;
  soft: string;
  accent: string;
  green: string;
  yellow: string;
  red: string;
}

const LIGHT: Palette = {
  paper: '#f5f6f8',
  raised: '#ffffff',
  line: '#e3e6eb',
  ink: '#1b2230',
  soft: '#566073',
  accent: '#2f5bd7',
  green: '#1f8a54',
  yellow: '#d9930d',
  red: '#cf3a2e',
};

const DARK: Palette = {
  paper: '#11141a',
  raised: '#191d25',
  line: '#2b313c',
  ink: '#e7eaf0',
  soft: '#9ca6b7',
  accent: '#84a5ff',
  green: '#4cc38a',
  yellow: '#eab53a',
  red: '#ff7a70',
};

/** For what draws its own pixels: charts and maps. */
export function usePalette(): Palette {
  return useTheme().dark ? DARK : LIGHT;
}

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export function themeConfig(dark: boolean, still: boolean): ThemeConfig {
  const palette = dark ? DARK : LIGHT;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      // Components that move wait for the end of it, which never comes where nothing moves.
      motion: !still,
      colorPrimary: dark ? '#4773ea' : palette.accent,
      colorLink: palette.accent,
      colorSuccess: palette.green,
      colorWarning: palette.yellow,
      colorError: palette.red,
      colorBgLayout: palette.paper,
      colorBgContainer: palette.raised,
      colorBgElevated: dark ? '#222731' : '#ffffff',
      colorText: palette.ink,
      colorTextSecondary: palette.soft,
      colorTextTertiary: palette.soft,
      colorTextDescription: palette.soft,
      colorTextPlaceholder: dark ? '#8b95a7' : '#667085',
      colorBorder: dark ? '#3a4250' : '#ced3db',
      colorBorderSecondary: palette.line,
      borderRadius: 8,
      fontFamily: FONT,
      fontSize: 14,
      controlHeight: 34,
    },
    components: {
      Table: {
        headerBg: 'transparent',
        headerSplitColor: 'transparent',
        headerColor: palette.soft,
        cellPaddingBlock: 10,
      },
      Menu: { itemBorderRadius: 8, itemHeight: 38, activeBarBorderWidth: 0 },
      Tooltip: { colorBgSpotlight: dark ? '#39414f' : '#1b2230' },
    },
  };
}
