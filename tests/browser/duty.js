/** A duty rota that runs already on the day of the visits: what begins tomorrow at the earliest is written before the clock moves. */
import { HEAD_OF_DATA } from './governance.js';
import { tokenFor } from './server.js';

export async function duty(base) {
  const admin = await tokenFor(base, { subject: 'admin', roles: [{ role: 'admin', department: '*' }] });
  const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
  const { today } = await (await fetch(`${base}/api/v1/clock`, { headers })).json();
  const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  const send = async (path, body) => {
    const answer = await fetch(`${base}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const rota = { code: 'DAT-DUTY', name: '数据部值班', department: 'DAT', people: ['P16', 'P04'] };
  await send('rotas', { ...rota, effective_from: tomorrow, start: tomorrow, turn_days: 7, handover: '09:00' });
  // Nothing of that department goes so far: the story stays as it is.
  await send('policies', { department: 'DAT', effective_from: tomorrow, decide_rota: 'DAT-DUTY', stand_ins: ['P04'] });
}

/** A refused turn says so at its field; a new version waits for its first day and is taken back. */
export async function rota(page, { base }) {
  await page.goto(`${base}/settings?part=rotas&department=DAT#token=${await tokenFor(base, HEAD_OF_DATA)}`);
  await page.getByRole('row', { name: /三级/ }).getByText('孙博').waitFor();
  await page.getByRole('button', { name: '新版本' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('每班天数').fill('93');
  await form.getByRole('button', { name: '保存' }).click();
  await form.getByText('一班须为 1–92 天').waitFor();
  await form.getByLabel('每班天数').fill('3');
  await form.getByRole('button', { name: '保存' }).click();
  await page.getByRole('row', { name: /将生效.*3 天/ }).waitFor();
  await page.getByRole('button', { name: '撤回第 2 版' }).click();
  await page.getByRole('row', { name: /将生效/ }).waitFor({ state: 'detached' });
}
