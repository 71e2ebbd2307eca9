'use strict';
/** Finds the program and runs it as a process that does not outlive this one. */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { FakeIceError } = require('./control.js');

const READY = /^fake-ice \S+ listening on (http:\/\/\S+)(?: and https:\/\/\S+)?\n/;
const MS_TO_STOP = 5_000;

// The shell becomes the server. What it leaves behind waits for the end of its standard input,
// which comes however the process that holds the other end dies, and then ends the server. A line,
// in place of the end, says that the server is gone already.
const GUARDED = `
exec 3<&0 </dev/null
(read -r _ <&3 || kill "$$") >/dev/null 2>&1 &
exec 3<&-
exec "$@"
`;

const REMEDY =
  " Set FAKE_ICE_BINARY to the program (`make build` in fake-ice's repository makes" +
  ' build/release/fake-ice) or FAKE_ICE_URL to a server that runs.';

// The command of this package, which npm puts on PATH, is no other program.
const COMMAND = path.join(__dirname, '../bin/fake-ice');

function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The program in the package for this platform, which may not be installed. */
function bundledProgram() {
  try {
    return require.resolve(`fake-ice-${process.platform}-${process.arch}/bin/fake-ice`);
  } catch {
    return undefined;
  }
}

/** The program that FAKE_ICE_BINARY names, else that of the package, else the one on PATH. */
function findProgram() {
  const named = process.env.FAKE_ICE_BINARY;
  if (named) {
    if (isProgram(named)) return path.resolve(named);
    throw new FakeIceError(`FAKE_ICE_BINARY is ${named}, which is no program.${REMEDY}`);
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const places = [bundledProgram(), ...folders.map((folder) => path.join(folder, 'fake-ice'))];
  const found = places.find(
    (place) => place && isProgram(place) && fs.realpathSync(place) !== fs.realpathSync(COMMAND),
  );
  if (!found) throw new FakeIceError(`There is no program fake-ice on PATH.${REMEDY}`);
  return found;
}

/**
 * Without the developer's own settings of fake-ice, which must not change what is tested. Each
 * variable stands for an option, which wins where one is given.
 */
function environment() {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('FAKE_ICE_'));
  return {
    ...Object.fromEntries(others),
    FAKE_ICE_LISTEN: '127.0.0.1:0',
    FAKE_ICE_LOG_LEVEL: 'warning',
  };
}

/** A file without a name, which takes a log of any length and goes when it is closed. */
function openLog() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fake-ice-'));
  const log = fs.openSync(path.join(folder, 'log'), 'w+');
  fs.rmSync(folder, { recursive: true });
  return log;
}

function closeLog(log) {
  const { size } = fs.fstatSync(log);
  const bytes = Buffer.alloc(size);
  fs.readSync(log, bytes, 0, size, 0);
  fs.closeSync(log);
  return bytes.toString().trimEnd();
}

/** The bytes of a log from one on; none when it is closed, or of a system that does not show it. */
function readLog(file, start = 0) {
  try {
    return fs.readFileSync(file).subarray(start);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Resolves to true when the promise is settled in time. */
function inTime(promise, ms) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, false)));
  return Promise.race([promise.then(() => true), late]).finally(() => clearTimeout(timer));
}

/** A server on a free port of this machine. */
class Process {
  #program = findProgram();
  #log = openLog();
  #child;
  #ended;

  static async start(options, msToStart) {
    const started = new Process();
    started.url = await started.#start(options, msToStart);
    return started;
  }

  async #start(options, ms) {
    // In a session of its own, so that Ctrl-C leaves it there for the report of the test.
    this.#child = spawn('/bin/sh', ['-c', GUARDED, 'sh', this.#program, ...options], {
      detached: true,
      env: environment(),
      stdio: ['pipe', 'pipe', this.#log],
    });
    const { stdin, stdout } = this.#child;
    stdin.on('error', () => {}); // The guard may be gone already.
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve(signal ?? code));
      this.#child.once('error', (error) => resolve(error.message));
    });
    let said = '';
    const line = new Promise((resolve) => {
      stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
        if (said.includes('\n')) resolve();
      });
      stdout.once('close', resolve);
    });
    const spoke = await inTime(line, ms);
    const ready = READY.exec(said);
    if (ready) {
      // Nothing of this keeps a process that is done from ending.
      stdout.destroy();
      stdin.unref();
      this.#child.unref();
      return ready[1];
    }
    if (spoke && !said) await inTime(this.#ended, MS_TO_STOP);
    const { end, log } = await this.#end('SIGKILL');
    const what = !spoke
      ? `said nothing for ${ms} ms`
      : said
        ? `said ${JSON.stringify(said.trimEnd())} in place of where it listens`
        : `ended with exit code ${end} before it served`;
    throw new FakeIceError(`${this.#program} ${what}; its log:\n${log || '(empty)'}`);
  }

  /** The file of its log, by a name that other processes can open as well while this one runs. */
  get log() {
    return `/proc/${process.pid}/fd/${this.#log}`;
  }

  /** Ends it; an error when it had ended by itself. */
  async stop() {
    const { exitCode, signalCode } = this.#child;
    const crashed = exitCode !== null || signalCode !== null;
    const { end, log } = await this.#end('SIGTERM');
    if (crashed) {
      throw new FakeIceError(`${this.#program} had ended by itself with ${end}; its log:\n${log}`);
    }
  }

  async #end(signal) {
    this.#child.ref();
    this.#child.kill(signal);
    if (!(await inTime(this.#ended, MS_TO_STOP))) this.#child.kill('SIGKILL');
    const end = await this.#ended;
    this.#child.stdin?.end('\n'); // lets the guard go
    return { end, log: closeLog(this.#log) };
  }
}

module.exports = { Process, readLog };
