/** Every view in one table: where it is, where the menu shows it, and the file that is loaded when somebody goes there. */
import {
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BankOutlined,
  CheckSquareOutlined,
  DashboardOutlined,
  HeatMapOutlined,
  DiffOutlined,
  ProjectOutlined,
  ExperimentOutlined,
  ImportOutlined,
  InboxOutlined,
  LineChartOutlined,
  WalletOutlined,
  SettingOutlined,
  SwapOutlined,
  TrophyOutlined,
} from '@ant-design/icons';
import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';

import { askStatus } from '@/api/progress';
import type { Word } from '@/words';

export type MenuGroup = 'mine' | 'company' | 'plan' | 'tools';

export interface View {
  /** Below the root; `:plan` is the plan that one works in. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** What it shows of the plan, where that is much: asked for while the view itself is loaded. */
  ahead?: (queries: QueryClient, plan: string) => Promise<unknown>;
  menu?: {
    group: MenuGroup;
    label: Word;
    icon: ComponentType;
    /** Also in the bar at the bottom of a phone, which has room for four. */
    phone?: boolean;
  };
}

export const views: View[] = [
  {
    path: 'my-day',
    load: () => import('./my-day/MyDay'),
    menu: { group: 'mine', label: 'myDay:title', icon: CheckSquareOutlined, phone: true },
  },
  {
    path: 'requests',
    load: () => import('./requests/Requests'),
    menu: { group: 'mine', label: 'requests:menu', icon: InboxOutlined },
  },
  { path: 'requests/new', load: () => import('./requests/NewRequest') },
  { path: 'requests/:request', load: () => import('./requests/RequestPage') },
  {
    path: 'plans/:plan',
    load: () => import('./dashboard/PlanDashboard'),
    ahead: askStatus,
    menu: { group: 'plan', label: 'dashboard:planMenu', icon: DashboardOutlined, phone: true },
  },
  {
    path: 'plans/:plan/map',
    load: () => import('./map/AlignmentMap'),
    ahead: askStatus,
    menu: { group: 'plan', label: 'map:menu', icon: ApartmentOutlined },
  },
  {
    path: 'company',
    load: () => import('./dashboard/CompanyDashboard'),
    menu: { group: 'company', label: 'dashboard:companyMenu', icon: BankOutlined, phone: true },
  },
  {
    path: 'load',
    load: () => import('./load/LoadPage'),
    menu: { group: 'company', label: 'load:menu', icon: HeatMapOutlined },
  },
  {
    path: 'budgets',
    load: () => import('./budgets/Budgets'),
    menu: { group: 'company', label: 'budgets:menu', icon: WalletOutlined },
  },
  { path: 'budgets/:budget', load: () => import('./budgets/BudgetPage') },
  { path: 'departments/:code', load: () => import('./dashboard/DepartmentDashboard') },
  { path: 'departments/:code/reports/:kind', load: () => import('./report/ReportPage') },
  {
    path: 'plans/:plan/alerts',
    load: () => import('./alerts/Alerts'),
    menu: { group: 'plan', label: 'alerts:menu', icon: AlertOutlined, phone: true },
  },
  {
    path: 'plans/:plan/gantt',
    load: () => import('./gantt/GanttPage'),
    ahead: askStatus,
    menu: { group: 'plan', label: 'gantt:menu', icon: ProjectOutlined },
  },
  {
    path: 'plans/:plan/forecast',
    load: () => import('./forecast/ForecastPage'),
    menu: { group: 'plan', label: 'forecast:menu', icon: LineChartOutlined },
  },
  { path: 'plans/:plan/alerts/:alert', load: () => import('./alerts/AlertPage') },
  { path: 'plans/:plan/why/:target', load: () => import('./why/Why') },
  { path: 'plans/:plan/key-results/:keyResult', load: () => import('./key-result/KeyResultPage') },
  {
    path: 'plans/:plan/what-if',
    load: () => import('./what-if/WhatIf'),
    menu: { group: 'plan', label: 'whatIf:menu', icon: ExperimentOutlined },
  },
  {
    path: 'plans/:plan/adjustments',
    load: () => import('./adjustments/Adjustments'),
    menu: { group: 'plan', label: 'adjustments:menu', icon: SwapOutlined },
  },
  { path: 'plans/:plan/adjustments/new', load: () => import('./adjustments/EditPage') },
  { path: 'plans/:plan/adjustments/:adjustment', load: () => import('./adjustments/AdjustmentPage') },
  { path: 'plans/:plan/adjustments/:adjustment/edit', load: () => import('./adjustments/EditPage') },
  {
    path: 'plans/:plan/review',
    load: () => import('./review/ReviewPage'),
    menu: { group: 'plan', label: 'review:title', icon: TrophyOutlined },
  },
  {
    path: 'plans/:plan/baselines',
    load: () => import('./baselines/Baselines'),
    menu: { group: 'plan', label: 'baselines:menu', icon: DiffOutlined },
  },
  { path: 'plans/:plan/tasks/:task', load: () => import('./task/TaskPage') },
  {
    path: 'plans/:plan/audit',
    load: () => import('./audit/Audit'),
    menu: { group: 'plan', label: 'audit:title', icon: AuditOutlined },
  },
  {
    path: 'import',
    load: () => import('./import/Import'),
    menu: { group: 'tools', label: 'importing:menu', icon: ImportOutlined },
  },
  {
    path: 'settings',
    load: () => import('./settings/Settings'),
    menu: { group: 'tools', label: 'settings:title', icon: SettingOutlined },
  },
];
