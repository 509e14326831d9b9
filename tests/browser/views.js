/** Which addresses are visited, as whom. */

const everywhere = { role: 'viewer', department: '*' };
const P = {
  owner: { subject: 'P11', person: 'P11', roles: [everywhere, { role: 'contributor', department: 'MKT' }] },
  head: {
    subject: 'P02',
    person: 'P02',
    roles: [everywhere, { role: 'contributor', department: 'MKT' }, { role: 'manager', department: 'MKT' }],
  },
};

export async function visits(ask) {
  const plan = (await ask('plans')).items[0].id;
  return [
    { name: 'sign-in', path: '/' },
    { name: 'my-day', path: '/my-day', as: P.owner },
    { name: 'not-found', path: `/plans/${plan}/nothing/here`, as: P.head },
  ];
}
