'use strict';
/** An account, which a test has for itself. */
const { randomUUID } = require('node:crypto');
const { known } = require('./control.js');
const { Journal } = require('./journal.js');

const MOST_REQUESTS = 1000; // in one answer of the control API

class Account {
  #control;
  #journal;

  static async make(control, fixture, log) {
    const keys = await control.call('POST', 'accounts', fixture);
    return new Account(control, keys, await Journal.begin(control, keys, log));
  }

  constructor(control, keys, journal) {
    this.#control = control;
    this.#journal = journal;
    this.accountId = keys.AccountId;
    this.accessKeyId = keys.AccessKeyId;
    // Not enumerable: runners print the objects that a failing test compared.
    Object.defineProperty(this, 'accessKeySecret', { value: keys.AccessKeySecret });
    this.endpoint = control.endpoint;
    this.url = control.url;
  }

  async sdkConfig() {
    return {
      accessKeyId: this.accessKeyId,
      accessKeySecret: this.accessKeySecret,
      endpoint: this.endpoint,
      protocol: this.#control.protocol.toUpperCase(),
    };
  }

  advance(duration) {
    return this.#call('POST', 'clock', { Advance: duration });
  }

  freeze(frozen = true) {
    return this.#call('POST', 'clock', { Frozen: frozen });
  }

  putJob(job) {
    const form = { JobId: randomUUID().replaceAll('-', ''), ...job };
    return this.#call('PUT', jobPath(form.JobId), form);
  }

  async failNext(code, options = {}) {
    const { times = 1, action } = known(options, ['times', 'action']);
    const match = action === undefined ? {} : { Match: { Action: action } };
    await this.fault({ ...match, Times: times, Error: { Code: code } });
  }

  async fault(fault) {
    await this.#call('POST', 'faults', fault);
  }

  async requests(filters = {}) {
    const query = { AccountId: this.accountId, Limit: MOST_REQUESTS, ...filters };
    return (await this.#control.call('GET', 'requests', undefined, query)).Requests;
  }

  verify(jobId, rules) {
    return this.#call('POST', `${jobPath(jobId)}/verify`, rules);
  }

  async reset() {
    await this.#control.call('POST', 'reset', undefined, { AccountId: this.accountId });
  }

  journal() {
    return this.#journal.text();
  }

  async delete() {
    try {
      await this.#control.call('DELETE', `accounts/${this.accountId}`);
    } catch (error) {
      if (error.status !== 404) throw error; // The test may have given it back itself.
    }
  }

  #call(method, path, body) {
    return this.#control.call(method, `accounts/${this.accountId}/${path}`, body);
  }
}

function jobPath(jobId) {
  return `jobs/${encodeURIComponent(jobId)}`;
}

module.exports = { Account };
