'use strict';
/** A server of fake-ice, started here or attached to. */
const { Account } = require('./account.js');
const { Control, FakeIceError, known } = require('./control.js');
const { withJournal } = require('./journal.js');
const { Process } = require('./program.js');

const MS_TO_START = 10_000;

async function start(settings = {}) {
  const { options = [], msToStart = MS_TO_START } = known(settings, ['options', 'msToStart']);
  const url = process.env.FAKE_ICE_URL;
  if (url && options.length === 0) {
    return attach(url).catch((error) => {
      throw new FakeIceError(`FAKE_ICE_URL: ${error.message}`);
    });
  }
  const started = await Process.start(options, msToStart);
  return new Server(started.url, started);
}

/** With the file of its log when it was started by another process of this test run. */
async function attach(url, log) {
  const server = new Server(url, undefined, log);
  await server.control('GET', 'health');
  return server;
}

class Server {
  #control;
  #process;
  #log;

  constructor(url, process, log = process?.log) {
    this.#control = new Control(url);
    this.#process = process;
    this.#log = log;
    this.url = this.#control.url;
    this.endpoint = this.#control.endpoint;
  }

  account(fixture = {}) {
    return Account.make(this.#control, fixture, this.#log);
  }

  /** The file of its log; undefined when nobody knows it here. */
  static logOf(server) {
    return server.#log;
  }

  async withAccount(run, fixture) {
    const account = await this.account(fixture);
    let failed = true;
    try {
      const result = await run(account);
      failed = false;
      return result;
    } catch (error) {
      throw withJournal(error, await account.journal());
    } finally {
      // The failure of the test says more than that of what follows it.
      await account.delete().catch((error) => {
        if (!failed) throw error;
      });
    }
  }

  control(method, path, body) {
    return this.#control.call(method, path, body);
  }

  async stop() {
    const started = this.#process;
    this.#process = undefined;
    await started?.stop();
  }
}

module.exports = { attach, Server, start };
