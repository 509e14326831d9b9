/** Signing in with an identity provider, and everything that can go wrong on the way: a flow on a server of its own. */
import { CLIENT, startIssuer } from './issuer.js';
import { startEmpty } from './server.js';

const WHO = {
  sub: 'lin',
  name: '林岚',
  person: 'P02',
  cascade_roles: [{ role: 'viewer', department: '*' }],
};

export async function provider(page) {
  const issuer = await startIssuer(WHO);
  const server = await startEmpty([
    'auth.mode=oidc',
    `auth.issuer=${issuer.base}`,
    `gateway.sign_in.client_id=${CLIENT}`,
    'gateway.sign_in.scope=openid profile offline_access',
  ]);
  const refused = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  try {
    await goesWell(page, server.base, issuer);
    await goesWrong(page, server.base, issuer);
    if (refused.length) throw new Error(refused.join('\n'));
  } finally {
    issuer.stop();
    server.stop();
  }
}

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** There and back to where one was; renewed without a word; out at the provider too. */
async function goesWell(page, base, issuer) {
  // Good for one second before it is renewed.
  issuer.life = 46;
  await page.goto(`${base}/settings?part=personal`);
  await button(page, '使用企业账号登录').click();
  await page.getByRole('heading', { name: '设置', level: 1 }).waitFor();
  if (!page.url().endsWith('/settings?part=personal')) throw new Error(`came back to ${page.url()}`);
  await page.evaluate(() => (globalThis.same = true));
  await page.waitForTimeout(1_500);
  await page.getByRole('link', { name: '资源申请' }).first().click();
  await page.getByRole('heading', { level: 1, name: '资源申请' }).waitFor();
  await page.waitForTimeout(300);
  if (!issuer.renewals) throw new Error('the token was not renewed');
  if (!(await page.evaluate(() => globalThis.same))) throw new Error('renewing has loaded the page anew');
  // A tab that slept longer than its token was good goes on by itself.
  await page.evaluate(() => sessionStorage.setItem('cascade.token', 'e30.eyJleHAiOjF9.x'));
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '资源申请' }).waitFor();
  issuer.life = 600;
  await page.getByRole('button', { name: /^账户/ }).click();
  await page.getByText('退出登录').click();
  await button(page, '使用企业账号登录').waitFor();
  for (let left = 50; left && !issuer.signedOut; left -= 1) await page.waitForTimeout(100);
  if (issuer.signedOut !== 1) throw new Error('the provider was not told');
  await page.waitForURL(`${base}/`);
  await button(page, '使用企业账号登录').waitFor();
  if (await page.evaluate(() => Object.keys(sessionStorage).some((key) => key !== 'cascade.sign-in' && key.startsWith('cascade')))) {
    throw new Error('something of the session is left');
  }
}

/** Whatever goes wrong is said as what it is, in both languages, with a way to try again. */
async function goesWrong(page, base, issuer) {
  const says = async (chinese, english) => {
    await page.getByText(chinese).waitFor();
    await button(page, '重新登录').waitFor();
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByText(english).waitFor();
    await page.getByRole('button', { name: '切换到中文' }).click();
  };
  await page.goto(`${base}/sign-in/return?code=x&state=y`);
  await says('不属于这里发起的登录', 'belongs to no sign-in that was begun here');
  issuer.denies = 'not in the group';
  await button(page, '重新登录').click();
  await says('身份平台没有允许登录', 'did not let you in');
  await page.getByText('not in the group').waitFor();
  issuer.denies = undefined;
  issuer.nonce = 'of somebody else';
  await button(page, '重新登录').click();
  await says('应答不能使用', 'cannot be used');
  issuer.nonce = undefined;
  issuer.audience = 'another';
  await button(page, '重新登录').click();
  await says('不接受它签发的令牌', 'does not take its token');
  issuer.audience = 'cascade';
  issuer.stop();
  await page.goto(base);
  await button(page, '使用企业账号登录').click();
  await says('身份平台没有应答', 'does not answer');
  await page.getByRole('button', { name: '改用访问令牌' }).click();
  await page.getByRole('textbox', { name: '访问令牌' }).waitFor();
}
