// What a client is told about its mistakes beside the error that the real service would give.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { control } from './emulator.mjs';
import { expectations, fixture } from './files.mjs';
import {
  assertRefused,
  credentialsOf,
  firstHeaders,
  getJob,
  refusalOf,
  withRelay,
} from './requests.mjs';

const { Action, NotEmulated, Refusals, WrongSecret } = expectations;
const [account] = fixture.Accounts;
const [key, otherKey] = account.AccessKeys;
const { JobId } = account.Jobs[0];

const wrongSecrets = [
  {
    Situation: 'its secret has a newline at its end',
    AccessKeySecret: `${key.AccessKeySecret}\n`,
    Explanation: /^the secret was used with a newline at its end: /,
  },
  {
    Situation: 'it has the secret of another key',
    AccessKeySecret: otherKey.AccessKeySecret,
    Explanation: /^the secret of another access key was used, the one of 'sdk-disabled-key'/,
  },
];

/** The explanation that a refusal carries, which the journal keeps as well. */
async function explanationOf(client, endpoint, { credentials = key, request, refusal }) {
  return withRelay(endpoint, async (relay) => {
    const call = client.connect(relay.endpoint, credentialsOf(credentials));
    const error = await refusalOf(call(request));
    assertRefused(client, error, refusal);
    const { requestId } = client.read(error);
    const headers = firstHeaders(relay);
    assert.equal(headers.get('x-acs-request-id'), requestId);
    const { Explanation } = await control(endpoint, 'GET', `requests/${requestId}`);
    const explanation = headers.get('x-fake-ice-explain');
    assert.equal(explanation ?? undefined, Explanation);
    return explanation;
  });
}

export function describeMistakes(client, endpoint) {
  for (const { Situation, AccessKeySecret, Explanation } of wrongSecrets) {
    it(`is told that ${Situation}`, async () => {
      const credentials = { ...key, AccessKeySecret };
      const call = { credentials, request: getJob(JobId), refusal: WrongSecret };
      assert.match(await explanationOf(client, endpoint(), call), Explanation);
    });
  }

  it('is told which action it may have meant', async () => {
    const refusal = Refusals.find((each) => each.Action?.toLowerCase() === Action.toLowerCase());
    const request = getJob(JobId, { action: refusal.Action });
    const explanation = await explanationOf(client, endpoint(), { request, refusal });
    assert.ok(explanation.includes(`did you mean ${Action}?`), explanation);
  });

  for (const action of NotEmulated.Actions) {
    it(`is told that ${action} is not emulated, and what is`, async () => {
      const call = client.connect(endpoint(), credentialsOf(key));
      const error = await refusalOf(call(getJob(JobId, { action })));
      assertRefused(client, error, NotEmulated);
      const { Message } = client.read(error).data;
      const start = `fake-ice does not emulate the operation ${action} of ICE 2020-11-09; ` +
        'it emulates ';
      assert.ok(Message.startsWith(start), Message);
      assert.ok(Message.slice(start.length).split(/[,. ]+/).includes(Action), Message);
    });
  }
}
