/** Lists that are read to their end, page after page, as the server gives them. */

/** The most rows of a page. */
export const MOST = 500;

interface Answer<Item> {
  data?: { items: Item[]; next_page_token?: string | null };
  error?: unknown;
}

/** Everything that a list has; `ask` gets the token of each page. */
export async function allPages<Item>(ask: (token: string) => Promise<Answer<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  for (let token = ''; ;) {
    const { data, error } = await ask(token);
    // As the client's own hooks do: the refusal itself is what a page shows.
    if (!data) throw error;
    found.push(...data.items);
    if (!data.next_page_token) return found;
    token = data.next_page_token;
  }
}
