/** Rows asked for by their codes: what one page names is one question. */
import { MOST } from './pages';

/** Codes named within this time are asked for together. */
const GATHER_MS = 25;

/** Codes as a query parameter has them; those that have a comma in them are told from two. */
export function listOf(codes: readonly string[]): string {
  return codes.map((code) => code.replace(/[\\,]/g, '\\$&')).join(',');
}

/** Codes in such parts as may be asked for at once. */
export function partsOf(codes: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(codes.length / MOST) }, (_, at) => codes.slice(at * MOST, (at + 1) * MOST));
}

interface Open<Row> {
  codes: Set<string>;
  answer: Promise<Map<string, Row>>;
}

/** Answers one row by its code; `ask` gets the codes of all that are wanted at the same time. */
export function batched<Row extends { code: string }>(
  ask: (codes: readonly string[]) => Promise<Row[]>,
): (code: string) => Promise<Row | null> {
  let open: Open<Row> | undefined;
  const begin = (): Open<Row> => {
    const codes = new Set<string>();
    const gathered = new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const answer = gathered.then(async () => {
      open = undefined;
      const found = await Promise.all(partsOf([...codes]).map(ask));
      return new Map(found.flat().map((row) => [row.code, row]));
    });
    return { codes, answer };
  };
  return async (code) => {
    open ??= begin();
    open.codes.add(code);
    return (await open.answer).get(code) ?? null;
  };
}
