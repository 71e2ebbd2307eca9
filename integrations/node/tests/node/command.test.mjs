// The command `fake-ice` of the package: it becomes the program of the platform's package.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { environment, packages } from '../run.mjs';

const PLATFORM = `fake-ice-${process.platform}-${process.arch}`;
const REAL = process.env.FAKE_ICE_BINARY;

let project; // as npm lays it out, without the platform's package
beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), 'fake-ice command '));
  mkdirSync(path.join(project, 'node_modules/.bin'), { recursive: true });
  cpSync(path.join(packages, 'fake-ice'), path.join(project, 'node_modules/fake-ice'), {
    recursive: true,
  });
  symlinkSync('../fake-ice/bin/fake-ice', path.join(project, 'node_modules/.bin/fake-ice'));
});
afterEach(() => rmSync(project, { recursive: true }));

/** Puts the platform's package into a folder of modules. */
function addPlatform(script, modules = 'node_modules') {
  const folder = path.join(project, modules, PLATFORM, 'bin');
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, 'fake-ice');
  if (script) writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  else symlinkSync(REAL, program);
}

function command(args, variables = { FAKE_ICE_BINARY: undefined }) {
  const env = environment({ FAKE_ICE_URL: undefined, ...variables });
  const child = spawn(path.join(project, 'node_modules/.bin/fake-ice'), args, { env });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said.err += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }));
  return { child, ended };
}

test('it is the program: arguments, streams and exit status', async () => {
  addPlatform('printf "<%s>" "$@"; cat; echo broken >&2; exit 7');
  const { child, ended } = command(['call', 'two words', '*', '']);
  child.stdin.end('from a pipe');
  assert.deepEqual(await ended, {
    code: 7, signal: null, out: '<call><two words><*><>from a pipe', err: 'broken\n' });
});

test('it is the program: signals', async () => {
  addPlatform('echo "$$"; exec tail -f /dev/null');
  const { child, ended } = command([]);
  const [line] = await once(child.stdout, 'data');
  assert.equal(Number(line), child.pid); // nothing stands between, which could outlive it
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
});

test('it serves, and ends in peace', async () => {
  addPlatform();
  const { child, ended } = command(['--listen', '127.0.0.1:0']);
  const [line] = await once(child.stdout, 'data');
  const [, url] = /^fake-ice \S+ listening on (http:\/\/\S+)\n$/.exec(line);
  assert.equal((await (await fetch(`${url}/_fake-ice/health`)).json()).Status, 'ok');
  child.kill('SIGTERM');
  assert.equal((await ended).code, 0);
});

test('the package is found where Node finds it', async () => {
  addPlatform('echo nested', 'node_modules/fake-ice/node_modules');
  addPlatform('echo beside');
  assert.equal((await command([]).ended).out, 'nested\n');
  rmSync(path.join(project, 'node_modules/fake-ice/node_modules'), { recursive: true });
  assert.equal((await command([]).ended).out, 'beside\n');
});

test('FAKE_ICE_BINARY names another, though not the command itself', async () => {
  addPlatform('echo package');
  const other = path.join(project, 'other');
  writeFileSync(other, '#!/bin/sh\necho other\n', { mode: 0o755 });
  assert.equal((await command([], { FAKE_ICE_BINARY: other }).ended).out, 'other\n');
  const itself = path.join(project, 'node_modules/.bin/fake-ice');
  assert.equal((await command([], { FAKE_ICE_BINARY: itself }).ended).out, 'package\n');
});

test('without the package of the platform the remedy is said', async () => {
  const { code, out, err } = await command(['--version']).ended;
  assert.deepEqual({ code, out }, { code: 127, out: '' });
  assert.match(err, new RegExp(`^fake-ice: the package ${PLATFORM} is not installed; .*\n` +
    'fake-ice: set FAKE_ICE_BINARY to the program'));
});

test('the kit takes it for no program', async () => {
  const later = path.join(project, 'later');
  mkdirSync(later);
  writeFileSync(path.join(later, 'fake-ice'), '#!/bin/sh\necho later >&2\n', { mode: 0o755 });
  const script = "require('fake-ice').start().catch(({ message }) => console.log(message))";
  const child = spawn(process.execPath, ['-e', script], {
    cwd: project,
    env: environment({
      FAKE_ICE_BINARY: undefined, FAKE_ICE_URL: undefined,
      PATH: `${project}/node_modules/.bin:${later}:/usr/bin:/bin` }) });
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  assert.match(said, /^\S.*\/later\/fake-ice ended with .*its log:\nlater/s);
});
