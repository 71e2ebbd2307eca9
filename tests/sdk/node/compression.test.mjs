// Clients that no SDK stands behind, with Node's own HTTP.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { accountWithJobs, largeJob, smallJob } from './compression.mjs';
import { startEmulator } from './emulator.mjs';
import { expectations } from './files.mjs';
import { without } from './requests.mjs';

const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);

/** A query with a signature V1, made without any SDK. */
function signedQuery({ AccessKeyId, AccessKeySecret }, parameters) {
  const all = {
    ...parameters,
    AccessKeyId,
    Action: expectations.Action,
    Version: expectations.Versions[0],
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  const query = Object.keys(all).sort().map((key) => `${key}=${encode(all[key])}`).join('&');
  const signature = createHmac('sha1', `${AccessKeySecret}&`)
    .update(`GET&%2F&${encode(query)}`).digest('base64');
  return `${query}&Signature=${encode(signature)}`;
}

describe('a client of node:http', { timeout: 60_000 }, () => {
  let emulator;
  let account;

  before(async () => {
    emulator = await startEmulator();
    account = await accountWithJobs(emulator.endpoint);
  });
  after(() => emulator.stop());

  async function read({ JobId }, acceptEncoding) {
    const query = signedQuery(account, { JobId });
    const headers = {};
    if (acceptEncoding) headers['accept-encoding'] = acceptEncoding;
    const request = http.request(`http://${emulator.endpoint}/?${query}`, { headers });
    const [response] = await once(request.end(), 'response');
    const bytes = Buffer.concat(await response.toArray());
    assert.equal(response.statusCode, 200, bytes.toString());
    return { headers: response.headers, bytes };
  }

  for (const acceptEncoding of ['gzip', 'br;q=1.0, gzip;q=0.8, *;q=0.1']) {
    it(`gets many results compressed when it accepts ${acceptEncoding}`, async () => {
      const plain = await read(largeJob);
      const { headers, bytes } = await read(largeJob, acceptEncoding);
      assert.equal(headers['content-encoding'], 'gzip');
      assert.equal(headers.vary, 'Accept-Encoding');
      assert.equal(headers['content-type'], 'application/json;charset=utf-8');
      assert.equal(Number(headers['content-length']), bytes.length);
      assert.ok(bytes.length < plain.bytes.length / 2, `${bytes.length} bytes`);
      const body = gunzipSync(bytes);
      assert.equal(body.length, plain.bytes.length);
      assert.deepEqual(without(JSON.parse(body), 'RequestId'), largeJob);
    });
  }

  for (const acceptEncoding of ['identity', 'gzip;q=0', 'deflate, br']) {
    it(`gets many results plain when it accepts ${acceptEncoding}`, async () => {
      const { headers, bytes } = await read(largeJob, acceptEncoding);
      assert.equal(headers['content-encoding'], undefined);
      assert.deepEqual(without(JSON.parse(bytes), 'RequestId'), largeJob);
    });
  }

  it('gets a short answer plain although it accepts gzip', async () => {
    const { headers, bytes } = await read(smallJob, 'gzip');
    assert.equal(headers['content-encoding'], undefined);
    assert.deepEqual(without(JSON.parse(bytes), 'RequestId'), smallJob);
  });
});
