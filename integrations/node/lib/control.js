'use strict';
/** Calls of the control API. */
const http = require('node:http');
const https = require('node:https');

const MS_TO_ANSWER = 30_000;

class FakeIceError extends Error {
  name = 'FakeIceError';
}

class ControlError extends FakeIceError {
  name = 'ControlError';

  constructor(call, status, { Code = '', Message = '' } = {}) {
    super(`${call}: ${status} ${Code}: ${Message}`);
    this.status = status;
    this.code = Code;
  }
}

/** The control API of the server at a URL. Calls go there directly, past any proxy. */
class Control {
  constructor(url) {
    this.url = (url.includes('://') ? url : `http://${url}`).replace(/\/+$/, '');
    const address = /^(https?):\/\/([^/?#@]+)$/.exec(this.url);
    if (!address) {
      throw new FakeIceError(`${url} is no address of fake-ice; one is http://127.0.0.1:20201`);
    }
    [, this.protocol, this.endpoint] = address;
  }

  /** The JSON that answers a call of a path below /_fake-ice/. */
  async call(method, path, body, query) {
    const target = `/_fake-ice/${path}${query ? `?${new URLSearchParams(query)}` : ''}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { status, answer } = await this.#send(method, target, text);
    let json;
    try {
      json = JSON.parse(answer);
    } catch {
      throw new FakeIceError(
        `${this.url} answered ${method} ${target} with ${status} and no JSON: is it a fake-ice?`,
      );
    }
    if (status >= 300) throw new ControlError(`${method} ${target}`, status, json.Error);
    return json;
  }

  #send(method, target, text) {
    const headers = {};
    if (text !== undefined) {
      headers['Content-Type'] = 'application/json';
      headers['Content-Length'] = Buffer.byteLength(text);
    }
    const token = process.env.FAKE_ICE_CONTROL_TOKEN;
    if (token) headers.Authorization = `Bearer ${token}`;
    // Without an agent each call has its own connection, and none is left open.
    const options = { method, headers, agent: false, timeout: MS_TO_ANSWER };
    const { request } = this.protocol === 'https' ? https : http;
    return new Promise((resolve, reject) => {
      const fail = (error) => {
        const said = `${this.url} does not answer as a fake-ice does: ${reason(error)}`;
        reject(new FakeIceError(said));
      };
      const call = request(this.url + target, options, (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (piece) => (answer += piece));
        response.once('end', () => resolve({ status: response.statusCode, answer }));
        response.once('error', fail);
      });
      call.once('timeout', () => call.destroy(new Error(`nothing for ${MS_TO_ANSWER} ms`)));
      call.once('error', fail);
      call.end(text);
    });
  }
}

/** An object of options, which may have no others: a typo would be passed over. */
function known(options, names) {
  const given = Object(options) === options ? Object.keys(options) : [String(options)];
  const odd = given.find((name) => !names.includes(name));
  if (odd === undefined) return options;
  throw new FakeIceError(`${odd} is none of the options { ${names.join(', ')} }`);
}

/** Of several addresses that were tried, the error of the first. */
function reason(error) {
  return error.message || error.errors?.[0]?.message || error.code;
}

module.exports = { Control, ControlError, FakeIceError, known };
