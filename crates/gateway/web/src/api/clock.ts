/** The organisation's day, as the server has it: a demonstration runs on a simulated calendar. */
import { api } from './client';

/** ISO 8601; undefined until the server has answered. */
export function useToday(): string | undefined {
  return api.useQuery('get', '/api/v1/clock').data?.today;
}
