// Starts the emulator as a child process, controls it, and relays what clients and it exchange.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { binary } from './files.mjs';

const MS_TO_START = 10_000;
const MS_TO_STOP = 30_000;
const READY =
  /^fake-ice \S+ listening on http:\/\/(127\.0\.0\.1:\d+)(?: and https:\/\/(127\.0\.0\.1:\d+))?$/;

// The developer's own settings must not change what is tested.
function plainEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('FAKE_ICE_')),
  );
}

/** Starts an emulator on a free port; resolves once it says that it listens. */
export async function startEmulator(fixturePath, ...more) {
  const options = ['--listen', '127.0.0.1:0', '--log-level', 'warning', ...more];
  if (fixturePath) options.push('--fixtures', fixturePath);
  const child = spawn(binary, options, { env: plainEnvironment() });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);

  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-10_000)));
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => line);
  const deadline = setTimeout(killWithUs, MS_TO_START);
  const line = await Promise.race([firstLine, exited.then(() => '')]);
  clearTimeout(deadline);
  const ready = READY.exec(line);
  assert.ok(ready, `the emulator did not start: "${line}"\n${log}`);

  return {
    endpoint: ready[1],
    secureEndpoint: ready[2],
    async stop() {
      child.kill('SIGTERM');
      const deadline = setTimeout(killWithUs, MS_TO_STOP);
      const end = await exited;
      clearTimeout(deadline);
      process.off('exit', killWithUs);
      assert.equal(end, 0, `the emulator ended with ${end}\n${log}`);
    },
  };
}

/** Calls the control API; the answer is its JSON. */
export async function control(endpoint, method, path, body) {
  const response = await fetch(`http://${endpoint}/_fake-ice/${path}`, {
    method,
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Passes bytes on, so that a test can count a client's connections and see what is answered. */
export async function startRelay(endpoint) {
  const [host, port] = endpoint.split(':');
  const sockets = new Set();
  const relay = { connections: 0, answered: [] };
  const server = net.createServer((near) => {
    relay.connections += 1;
    const far = net.connect(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.once('error', () => [near, far].forEach((either) => either.destroy()));
    }
    far.on('data', (bytes) => relay.answered.push(bytes));
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  relay.endpoint = `127.0.0.1:${server.address().port}`;
  relay.stop = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return relay;
}
