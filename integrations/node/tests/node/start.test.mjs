// Starting, attaching, and ending with the process that started it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import * as imported from 'fake-ice';
import { environment, packages } from '../run.mjs';

const { attach, start } = imported;
const MS = 60_000;

// These tests change the variables of this process, so that they run one after another.
const variables = { ...process.env };
let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fake-ice-test-'));
  delete process.env.FAKE_ICE_URL; // whoever runs these tests may share a server
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const name of ['PATH', 'FAKE_ICE_AUTH', 'FAKE_ICE_BINARY', 'FAKE_ICE_URL']) {
    if (variables[name] === undefined) delete process.env[name];
    else process.env[name] = variables[name];
  }
});

function program(script) {
  const file = path.join(folder, 'fake-ice');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const isUp = (url) => attach(url).then(() => true, () => false);

test('import and require give the same', () => {
  assert.deepEqual({ ...imported }, createRequire(import.meta.url)('fake-ice'));
});

test('a server is started and stopped', async () => {
  const server = await start();
  assert.equal(server.url, `http://${server.endpoint}`);
  assert.ok(await isUp(server.url));
  await server.stop();
  assert.ok(!(await isUp(server.url)));
  await server.stop(); // again
});

test('options of the command line are passed on', async () => {
  const server = await start({ options: ['--auth', 'off'] });
  const query = 'Action=GetYikeAIAppJob&Version=2020-11-09&Format=JSON';
  const job = await fetch(`${server.url}/?${query}&JobId=00000000000000000000000000000004`);
  assert.equal((await job.json()).Status, 'Finished');
  await server.stop();
});

test('a server that runs is attached to and left alone', async () => {
  const server = await start();
  process.env.FAKE_ICE_URL = server.endpoint;
  const attached = await start();
  assert.equal(attached.url, server.url);
  await attached.stop();
  const own = await start({ options: ['--strict-apps'] });
  assert.notEqual(own.url, server.url);
  assert.ok(await isUp(server.url));
  await Promise.all([own.stop(), server.stop()]);
});

test("the developer's own settings do not reach it", async () => {
  process.env.FAKE_ICE_AUTH = 'nonsense';
  await (await start()).stop();
});

test('no log holds it up', async () => {
  const server = await start({ options: ['--log-level', 'trace'] });
  for (let times = 0; times < 1000; ++times) await server.control('GET', 'health');
  await server.stop();
});

test('a refusal to start shows its log', () =>
  assert.rejects(start({ options: ['--fixtures', 'no-such-file.json'] }), {
    name: 'FakeIceError',
    message: /ended with exit code 2 before it served; its log:\n.*no-such-file\.json/,
  }));

describe('a program that is not fake-ice', () => {
  for (const [script, said, msToStart] of [
    ['echo hello', /said "hello" in place of where it listens/],
    ['echo oops >&2; exit 3', /ended with exit code 3 before it served; its log:\noops/],
    ['exec cat', /ended with exit code 0 before it served; its log:\n\(empty\)/],
    ['exec tail -f /dev/null', /said nothing for 100 ms/, 100],
  ]) {
    test(script, () => {
      process.env.FAKE_ICE_BINARY = program(script);
      return assert.rejects(start({ msToStart }), { message: said });
    });
  }
});

test('a named program that is not there', () => {
  process.env.FAKE_ICE_BINARY = '/no/such/program';
  return assert.rejects(start(), { message: /is \/no\/such\/program, which is no program\. Set/ });
});

test('without a program the remedy is said', () => {
  delete process.env.FAKE_ICE_BINARY;
  process.env.PATH = folder;
  return assert.rejects(start(), { message: /no program fake-ice on PATH\. Set FAKE_ICE_BINARY/ });
});

test('an option that there is not', () =>
  assert.rejects(start({ option: ['--strict-apps'] }), {
    message: 'option is none of the options { options, msToStart }',
  }));

test('the program is found on the path', () => {
  delete process.env.FAKE_ICE_BINARY;
  process.env.PATH = `${folder}:/usr/bin:/bin`;
  program('echo found me >&2; exit 1');
  return assert.rejects(start(), { message: /found me/ });
});

test('a server that is not there', async () => {
  process.env.FAKE_ICE_URL = 'http://127.0.0.1:1';
  const message = /^FAKE_ICE_URL: .*127\.0\.0\.1:1 does not answer as a fake-ice does/;
  await assert.rejects(start(), { message });
  process.env.FAKE_ICE_URL = 'ftp://127.0.0.1';
  await assert.rejects(start(), { message: /is no address of fake-ice/ });
});

for (const end of ['exit', 'kill']) {
  test(`it ends with the process that started it: ${end}`, async () => {
    const script = `require('fake-ice').start().then(({ endpoint }) => {
      console.log(endpoint);
      process.stdin.once('data', () => process.exit());
    });`;
    const options = { cwd: packages, env: environment({ FAKE_ICE_URL: undefined }) };
    const starter = spawn(process.execPath, ['-e', script], options);
    const [line] = await once(starter.stdout.setEncoding('utf8'), 'data');
    const [host, port] = line.trim().split(':');
    const connection = net.connect(Number(port), host);
    await once(connection, 'connect');
    // The server closes its connections when it ends, and the system those it had not taken yet.
    connection.on('error', ({ code }) => assert.equal(code, 'ECONNRESET'));
    const closed = once(connection.resume(), 'close', { signal: AbortSignal.timeout(MS) });
    if (end === 'kill') starter.kill('SIGKILL');
    else starter.stdin.write('\n');
    await closed;
  });
}

test('a process that forgot to stop it ends all the same', async () => {
  const script = "require('fake-ice').start().then(() => console.log('done'))";
  const starter = spawn(process.execPath, ['-e', script], {
    cwd: packages, env: environment({ FAKE_ICE_URL: undefined }), timeout: MS });
  assert.deepEqual(await once(starter, 'exit'), [0, null]);
});
