/** The nonce of this very answer: the gateway's policy refuses styles without it. */
export const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce;

type Make = (...asked: unknown[]) => Element;

/**
 * Every style that our own scripts make carries the nonce. Components take it from their configuration, but what keeps the page
 * behind a dialog from scrolling does not hand it on, and was refused. Markup that comes as text is refused as before.
 */
export function vouchForStyles() {
  if (nonce === undefined) return;
  const make = new Proxy(Reflect.get(document, 'createElement') as Make, {
    apply: (original, self, asked) => {
      const made: Element = Reflect.apply(original, self, asked);
      if (made instanceof HTMLStyleElement) made.nonce = nonce;
      return made;
    },
  });
  Reflect.set(document, 'createElement', make);
}
