// What the tests of every client share: requests, and what is asked of a refusal.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { startRelay } from './emulator.mjs';
import { expectations, withoutUnset } from './files.mjs';

const { Action, Versions } = expectations;

export const REQUEST_ID = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

const FIRST_HEAD = /^HTTP\/1\.1 \d{3} [^\r]*\r\n([^]*?)\r\n\r\n/;

export const credentialsOf = ({ AccessKeyId, AccessKeySecret, SecurityToken, BearerToken }) =>
  withoutUnset({
    accessKeyId: AccessKeyId,
    accessKeySecret: AccessKeySecret,
    securityToken: SecurityToken,
    bearerToken: BearerToken,
  });

export const clockAt = (minutes) =>
  new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');

export const getJob = (JobId, more) => ({
  action: Action,
  version: Versions[0],
  query: { JobId },
  ...more,
});

export const without = (body, name) => {
  const { [name]: _, ...rest } = body;
  return rest;
};

/** The error that a call ends with; a call that succeeds is a failure. */
export async function refusalOf(promise) {
  const answer = await promise.then((value) => ({ value }), (error) => ({ error }));
  assert.ok(answer.error, `expected a refusal, not ${JSON.stringify(answer.value)}`);
  return answer.error;
}

export function assertRefused(client, error, expected) {
  const { code, status, data } = client.read(error);
  assert.equal(code, expected.Code, error.stack);
  assert.equal(status, expected.HttpStatus);
  assert.match(data.RequestId, REQUEST_ID);
  assert.ok(data.HostId.startsWith('127.0.0.1'), data.HostId);
  assert.ok(data.Recommend.includes(`q=${expected.Code}&`), data.Recommend);
  assert.ok(data.Recommend.endsWith(`requestId=${data.RequestId}`), data.Recommend);
  if (expected.Message) assert.equal(data.Message, expected.Message);
  const refusal = { ...expected, Message: data.Message, RequestId: data.RequestId };
  const { type, name, message } = client.wording(refusal, error);
  assert.ok(error instanceof type, error.stack);
  assert.equal(error.name, name);
  assert.equal(error.message, message);
}

export function assertShowsV3Signing(message, algorithm) {
  const start = 'Specified signature does not match our calculation. server StringToSign is ';
  assert.ok(message.startsWith(start), message);
  const shape = /^\[(\S+)\n([0-9a-f]{64})\] server CanonicalRequest is \[([^\]]+)\]$/;
  const shown = shape.exec(message.slice(start.length));
  const [, shownAlgorithm, digest, canonicalRequest] = shown ?? [];
  assert.ok(canonicalRequest, message);
  assert.equal(shownAlgorithm, algorithm);
  const hash = algorithm === 'ACS3-HMAC-SM3' ? 'sm3' : 'sha256';
  assert.equal(createHash(hash).update(canonicalRequest).digest('hex'), digest);
  assert.ok(canonicalRequest.includes(`\nx-acs-action:${Action}\n`), canonicalRequest);
}

export function assertShowsV1Signing(message, method, nonce) {
  const start =
    'Specified signature is not matched with our calculation. server string to sign is:';
  assert.ok(message.startsWith(`${start}${method}&%2F&AccessKeyId%3D`), message);
  assert.ok(message.includes(`%26SignatureNonce%3D${nonce}%26`), message);
}

/** The headers of the first answer that a relay passed on, as they came. */
export function firstHeaders(relay) {
  const [, lines] = FIRST_HEAD.exec(Buffer.concat(relay.answered).toString('latin1')) ?? [];
  assert.ok(lines !== undefined, 'no whole answer came');
  return new Headers(
    lines.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

/** Runs the task with the endpoint of a relay that is new, and gives it the relay too. */
export async function withRelay(endpoint, task) {
  const relay = await startRelay(endpoint);
  try {
    return await task(relay);
  } finally {
    await relay.stop();
  }
}
