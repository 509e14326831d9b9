/**
 * Loads the page anew, but only where a server answers: elsewhere that would leave nothing on the screen. A browser does not fetch a
 * module again that it once could not have; a new page does.
 */
export async function reloadIfThere(): Promise<void> {
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  if (answer?.ok) location.reload();
}
