/** What people do about people, money and things: flows like those of `flows.js`. */

/** From an overload, by keys alone, to what would relieve it and what that would do to goals. */
export async function relieve(page, { base, owner }) {
  await page.goto(`${base}/load?department=SAL&by=day#token=${owner}`);
  await page.getByRole('gridcell', { name: /高敏.*超载/ }).first().waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: /高敏/ });
  await panel.getByText('推荐').waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  if (page.url().includes('cell=')) throw new Error('the closed cell stayed in the address');
  await page.keyboard.press('Enter');
  await panel.getByRole('link', { name: '看对目标的影响' }).first().click();
  await page.waitForURL('**/what-if?change=*');
  await page.locator('.what-if-heads, .state').first().waitFor();
}
