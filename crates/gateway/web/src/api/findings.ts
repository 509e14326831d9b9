/** What the rules say of a plan today: of its rows as they were written, and of what is forecast. */
import { type Api, api } from './client';

export type Finding = Api<'Finding'>;

export function useFindings(plan: string) {
  return api.useQuery('get', '/api/v1/plans/{plan}/findings', { params: { path: { plan } } });
}

/** What is wrong before what is only worth a look, each in the server's order. */
export function errorsFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
}

/** Tables whose rows go by the code of a task. */
const OF_TASKS = ['tasks', 'milestones', 'tracking'];

export function isOfTask({ table }: Finding): boolean {
  return OF_TASKS.includes(table);
}

/** Those of one task; while the plan's are not there, what its forecast says. */
export function findingsOf(
  task: Pick<Api<'TaskForecast'>, 'code' | 'findings'>,
  ofPlan: readonly Finding[] | undefined,
): readonly Finding[] {
  return ofPlan ? ofPlan.filter((one) => isOfTask(one) && one.row === task.code) : task.findings;
}
