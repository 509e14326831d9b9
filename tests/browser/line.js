/** A line to the server that can be cut: what browsers see of a server that was stopped, without stopping it for others. */
import { connect, createServer } from 'node:net';

export async function line(base) {
  const { hostname, port } = new URL(base);
  const open = new Set();
  let own;
  let server;
  const up = () =>
    new Promise((resolve) => {
      server = createServer((near) => {
        const far = connect(Number(port), hostname);
        for (const [one, other] of [[near, far], [far, near]]) {
          open.add(one);
          one.pipe(other);
          one.on('error', () => other.destroy());
          one.on('close', () => open.delete(one) && other.destroy());
        }
      });
      server.listen(own ?? 0, '127.0.0.1', () => {
        own = server.address().port;
        resolve();
      });
    });
  const down = () => {
    server.close();
    for (const one of open) one.destroy();
  };
  await up();
  return { base: `http://127.0.0.1:${own}`, up, down };
}
