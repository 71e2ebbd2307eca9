// What a failing test prints, in each runner.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { start } from 'fake-ice';
import { jest, runNode, vitest } from '../run.mjs';

const HEAD = `
const { clientOf, get, submit } = require('../../tests/sdk.cjs');
const { start } = require('fake-ice');
`;
const MISTAKE = `
  const accessKeySecret = account.accessKeySecret + '\\n';
  await submit(await clientOf(account, { accessKeySecret }));
`;
const NAMED = new RegExp(
  'fake-ice: account \\d{16}, its clock at \\S+ \\S+\\n' +
    ' +\\d\\d:\\d\\d:\\d\\d\\.\\d{3} {2}SubmitYikeAIAppJob {2}400 SignatureDoesNotMatch\\n' +
    ' +the secret was used with a newline at its end: trim what is read from a file\\n',
);
const WITH_START = (before, after) => `${HEAD}
let server;
${before}(async () => { server = await start(); });
${after}(() => server.stop());
test('it', () => server.withAccount(async (account) => {${MISTAKE}}));
`;

function journalOf({ code, output }) {
  assert.equal(code, 1, output);
  const [, text] = /(fake-ice: account[^]*?)\n\s*\n/.exec(output) ?? assert.fail(output);
  return text;
}

describe('a failing test names the mistake', { concurrency: 4 }, () => {
  test('in node:test', async () => {
    const runner = "const { after, before, test } = require('node:test');";
    const text = runner + WITH_START('before', 'after');
    const { code, output } = await runNode({ 'it.test.js': text }, ['--test', 'it.test.js']);
    assert.equal(code, 1, output);
    assert.match(output, NAMED);
  });

  test('in jest', async () => {
    const files = { 'it.test.js': WITH_START('beforeAll', 'afterAll'), 'jest.config.js': '' };
    const { code, output } = await runNode(files, jest);
    assert.equal(code, 1, output);
    assert.match(output, NAMED);
  });

  test('in vitest', async () => {
    const { code, output } = await runNode({
      'vitest.config.mjs': "export default { test: { globalSetup: ['fake-ice/vitest'] } };",
      'it.test.mjs': `
import { createRequire } from 'node:module';
import { test } from 'fake-ice/vitest';
const { clientOf, submit } = createRequire(import.meta.url)('../../tests/sdk.cjs');
test('it', async ({ fakeIce: account }) => {${MISTAKE}});
test('passes', async ({ fakeIce }) => { await fakeIce.freeze(); });`,
    }, [...vitest, '--reporter=default', '--reporter=json']);
    assert.equal(code, 1, output);
    assert.match(output, NAMED);
    assert.match(output, /"failureMessages":\[".*trim what is read from a file/);
    assert.match(output, /1 failed \| 1 passed/);
  });

  test('in vitest without the globalSetup', async () => {
    const { output } = await runNode({
      'it.test.mjs': `
import { test } from 'fake-ice/vitest';
test('it', async ({ fakeIce }) => {});`,
    }, vitest);
    assert.match(output, /vitest\.config needs test: \{ globalSetup: \['fake-ice\/vitest'\] \}/);
  });

  /** What a plain script prints whose account is used so. */
  const journalOfScript = async (body) =>
    journalOf(await runNode({ 'it.js': `${HEAD}
start().then((server) => server.withAccount(async (account) => {
${body}
  throw new Error('at last');
}));` }, ['it.js']));

  test('the way of a job, oldest first', async () => {
    const text = await journalOfScript(`
  await account.freeze();
  const client = await clientOf(account);
  const jobId = await submit(client);
  for (let times = 0; times < 3; ++times) await get(client, jobId);
  await account.failNext('Throttling.User');
  await get(client, jobId).catch(() => {});`);
    assert.match(text, /its clock at \S+ \S+, frozen\n/);
    const lines = text.replace(/[\d:]{8}\.\d{3}|[\da-f]{32}/g, '*').split('\n').slice(1);
    assert.deepEqual(lines, [
      '  *  SubmitYikeAIAppJob  200                  *',
      '  *  GetYikeAIAppJob     200 Created          *  ×3, until *',
      '  *  GetYikeAIAppJob     400 Throttling.User  *',
      '                by a fault of this account: Error Throttling.User',
    ]);
  });

  test('keys of nobody and of the default account', async () => {
    const text = await journalOfScript(`
  await submit(await clientOf(account, { accessKeyId: 'fake-ice-access-key-id',
    accessKeySecret: 'fake-ice-access-key-secret' }));
  await submit(await clientOf(account, { accessKeyId: 'nobody' })).catch(() => {});`);
    assert.match(text, /No request came with its key, LTAI/);
    assert.match(text, /endpoint 127\.0\.0\.1:\d+ \(host:port, without http:\/\/\)/);
    assert.match(text, /and protocol HTTP\./);
    assert.match(text, /The default account, 1000000000000001, was asked meanwhile: 1 request\./);
    assert.match(text, /404 InvalidAccessKeyId\.NotFound {2}key nobody/);
  });

  const WARNED = new RegExp(
    'The server, which others may call too, warned meanwhile: port \\d+ is plain HTTP and the ' +
      'client spoke TLS \\(HTTPS\\): set the protocol of the SDK to HTTP, such as ' +
      "config\\.protocol = 'HTTP'",
  );
  const unwrapped = (text) => text.replace(/\s+/g, ' ');

  test('what the server warned of, once', async () => {
    const text = await journalOfScript(`
  for (let times = 0; times < 2; ++times) {
    await submit(await clientOf(account, { protocol: 'HTTPS' })).catch(() => {});
  }`);
    assert.match(unwrapped(text), WARNED);
    assert.equal(text.match(/is plain HTTP/g).length, 1);
  });

  test('what the server of a globalSetup warned of', async () => {
    const { output } = await runNode({
      'vitest.config.mjs': "export default { test: { globalSetup: ['fake-ice/vitest'] } };",
      'it.test.mjs': `
import { createRequire } from 'node:module';
import { test } from 'fake-ice/vitest';
const { clientOf, submit } = createRequire(import.meta.url)('../../tests/sdk.cjs');
test('it', async ({ fakeIce }) => {
  await submit(await clientOf(fakeIce, { protocol: 'HTTPS' }));
});`,
    }, vitest);
    assert.match(unwrapped(output), WARNED);
  });

  test('an attached server has warnings of its own', async () => {
    const server = await start();
    const text = journalOf(await runNode({ 'it.js': `${HEAD}
start().then((server) => server.withAccount(async (account) => {
  await submit(await clientOf(account, { protocol: 'HTTPS' }));
}));` }, ['it.js'], { FAKE_ICE_URL: server.url }));
    await server.stop();
    assert.match(text, /No request came with its key, LTAI/);
    assert.doesNotMatch(text, /warned/);
  });

  test('what a client sent does not drive the terminal', async () => {
    const text = await journalOfScript(`
  await get(await clientOf(account), 'a\\x1b[2Jb').catch(() => {});`);
    assert.ok(text.includes('a\\u001b[2Jb'), text);
    assert.ok(!text.includes('\x1b'));
  });
});
