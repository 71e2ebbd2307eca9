// Throttled accounts: what their callers are told, and what the SDK's own retry makes of it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { control } from './emulator.mjs';
import { expectations } from './files.mjs';
import {
  assertRefused,
  credentialsOf,
  firstHeaders,
  getJob,
  refusalOf,
  withRelay,
} from './requests.mjs';

const { Throttled } = expectations;
const JobId = 'of a throttled account';
const SECONDS_TO_WAIT = 100;

/** An account of this test alone. */
async function throttledAccount(endpoint, Throttle) {
  const Jobs = [{ JobId, Status: 'Created' }];
  return control(endpoint, 'POST', 'accounts', { Throttle, Jobs });
}

/** An account that answers as many calls as its burst, and then none for 100 seconds. */
const slowAccount = (endpoint, Burst) =>
  throttledAccount(endpoint, { PerSecond: 1 / SECONDS_TO_WAIT, Burst });

/** What the emulator saw of an account, oldest first. */
async function requestsOf(endpoint, { AccountId }) {
  const { Requests } = await control(endpoint, 'GET', `requests?AccountId=${AccountId}`);
  return Promise.all(
    Requests.reverse().map(({ RequestId }) => control(endpoint, 'GET', `requests/${RequestId}`)),
  );
}

const headerOf = ({ Request }, name) =>
  Request.Headers.find((header) => header.Name.toLowerCase() === name)?.Value;

export function describeThrottling(client, endpoint) {
  it('is told to come again later when it calls too often, and does not by itself', async () => {
    const account = await slowAccount(endpoint(), 2);
    const call = client.connect(endpoint(), credentialsOf(account));
    for (let calls = 0; calls < 2; ++calls) {
      assert.equal((await call(getJob(JobId))).body.Status, 'Created');
    }
    await withRelay(endpoint(), async (relay) => {
      const throttled = client.connect(relay.endpoint, credentialsOf(account));
      const error = await refusalOf(throttled(getJob(JobId)));
      assertRefused(client, error, Throttled);
      const wait = Number(firstHeaders(relay).get('x-acs-retry-after'));
      assert.ok(wait > 0 && wait <= SECONDS_TO_WAIT * 1000, `${wait} ms`);
      if (client.RetryOptions) assert.equal(client.read(error).retryAfter, wait);
    });
    const codes = (await requestsOf(endpoint(), account)).map(({ Code }) => Code);
    assert.deepEqual(codes, [undefined, undefined, Throttled.Code]);
  });

  it('leaves other accounts alone when it calls too often', async () => {
    const account = await slowAccount(endpoint(), 1);
    const call = client.connect(endpoint(), credentialsOf(account));
    await call(getJob(JobId));
    assertRefused(client, await refusalOf(call(getJob(JobId))), Throttled);
    const other = client.connect(endpoint(), credentialsOf(await slowAccount(endpoint(), 1)));
    assert.equal((await other(getJob(JobId))).body.Status, 'Created');
  });

  if (!client.RetryOptions) return;

  const retrying = (maxAttempts, maxDelay) => ({
    retryOptions: new client.RetryOptions({
      retryable: true,
      retryCondition: [{ exception: ['ThrottlingError'], errorCode: [], maxAttempts, maxDelay }],
    }),
  });

  it('gives up a retry that is throttled every time', async () => {
    const account = await slowAccount(endpoint(), 1);
    const call = client.connect(endpoint(), credentialsOf(account), retrying(3, 1));
    await call(getJob(JobId));
    assertRefused(client, await refusalOf(call(getJob(JobId))), Throttled);
    const [, ...requests] = await requestsOf(endpoint(), account);
    assert.deepEqual(
      requests.map((request) => [request.Code, headerOf(request, 'x-acs-retry-attempts')]),
      [undefined, '1', '2'].map((attempt) => [Throttled.Code, attempt]),
    );
    assert.equal(headerOf(requests[1], 'x-acs-retry-delay'), '1');
  });

  it('gets its answers when it waits as long as it is told', async () => {
    const account = await throttledAccount(endpoint(), { PerSecond: 10, Burst: 1 });
    const call = client.connect(endpoint(), credentialsOf(account), retrying(20));
    const answers = await Promise.all([1, 2, 3].map(() => call(getJob(JobId))));
    assert.deepEqual(
      answers.map(({ body }) => body.Status),
      ['Created', 'Created', 'Created'],
    );
    const retried = (await requestsOf(endpoint(), account)).filter(({ Code }) => Code);
    assert.ok(retried.length > 0, 'nothing was throttled');
  });
}
