// What the README shows is run, and so is what its types say.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { start } from 'fake-ice';
import { jest, packages, readme, runNode, runWorkflow, vitest } from '../run.mjs';

/** Those that are marked as run. */
function blocks(language, mark = '▶\n') {
  const block = new RegExp(`^${mark}\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms');
  return [...readme.matchAll(block)].map(([, text]) => text);
}
const [config, boat, withNode, withJest] = blocks('js');

/** Without what differs from run to run. */
const shape = (text) => text.replace(/\d+/g, '0').replace(/ +/g, ' ');

describe('the README', { concurrency: 4 }, () => {
  test('its test passes in vitest', async () => {
    const files = { 'vitest.config.mjs': config, 'boat.test.mjs': boat };
    const { output } = await runNode(files, vitest);
    assert.match(output, /1 passed/);
  });

  test('its failing test prints what is shown', async () => {
    const [, before, after] = /with `(.*?)` in\s+place of `(.*?)`/.exec(readme);
    assert.ok(boat.includes(after));
    const files = { 'vitest.config.mjs': config, 'boat.test.mjs': boat.replace(after, before) };
    const { output } = await runNode(files, vitest);
    const [printed] = blocks('text', '');
    assert.ok(shape(output).includes(shape(printed).trim()), output);
  });

  test('its test passes in node:test', async () => {
    const { output } = await runNode({ 'boat.test.mjs': withNode }, ['--test', 'boat.test.mjs']);
    assert.match(output, /pass 1/);
  });

  test('its test passes in jest', async () => {
    const files = { 'boat.test.js': withJest, 'jest.config.js': '' };
    const { output } = await runNode(files, jest);
    assert.match(output, /1 passed/);
  });

  test('each mark is of what is run here', () => {
    const marked = blocks('js').length + blocks('yaml').length;
    assert.equal(readme.match(/^▶$/gm).length, marked);
    assert.equal(marked, 5);
  });

  test('a server is shared as it says', async () => {
    const files = { 'vitest.config.mjs': config, 'boat.test.mjs': boat, 'README.md': readme };
    const { code, output } = await runWorkflow(files);
    assert.equal(code, 0, output);
    assert.match(output, /1 passed/);
  });

  test('the calls of its table are understood', async () => {
    const calls = [...readme.matchAll(/`(account\.[^`]+)`/g)].map(([, call]) => call);
    assert.equal(calls.length, 11);
    const forms = { putJob: "{ AppId: 'a', Status: 'Failed' }", fault: '{ DelayMs: 1 }',
      verify: '{ MaxPolls: 1 }' };
    const lines = calls.map((call) => {
      const word = call.split(/[.(]/)[1];
      return `await ${call.replace('{…}', forms[word])};`;
    });
    const job = `const { JobId: jobId } = await account.putJob(${forms.putJob});`;
    const body = [job, ...lines].join('\n');
    const server = await start();
    await server.withAccount((account) =>
      Function('account', `return (async () => {${body}})()`)(account));
    await server.stop();
  });

  test('its types are found, and tell mistakes', async () => {
    const use = `
async function use(): Promise<Account> {
  const server = await start({ options: ['--strict-apps'] });
  await server.withAccount(async (account) => account.failNext('x', { times: 2 }));
  const secret: number = (await (await server.account()).sdkConfig()).accessKeySecret; // wrong
  return server.account();
}
void use;
`;
    const files = {
      'a.mts': `import { start, type Account } from 'fake-ice';${use}`,
      'b.cts': `import fakeIce = require('fake-ice');
const { start } = fakeIce;
type Account = fakeIce.Account;${use}`,
      'c.mts': `
import setup, { test } from 'fake-ice/vitest';
import { inject } from 'vitest';
test('it', async ({ fakeIce, fakeIceServer, expect }) => {
  const url: string = inject('fakeIceUrl');
  expect(fakeIceServer.url).toBe(url);
  await fakeIce.advance(1); // wrong
});
void setup;
`,
    };
    const tsc = [path.join(packages, 'typescript/bin/tsc'), '--strict', '--noEmit',
      '--skipLibCheck', '--module', 'node16', '--types', 'node', ...Object.keys(files)];
    const { output } = await runNode(files, tsc);
    const errors = [...output.matchAll(/^(\S+)\(\d+,\d+\): error (TS\d+)/gm)];
    assert.deepEqual(errors.map(([, ...found]) => found.join(' ')),
      ['a.mts TS2322', 'b.cts TS2322', 'c.mts TS2345'], output);
  });
});
