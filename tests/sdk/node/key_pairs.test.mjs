// Clients that sign with a private key, and what key and signature must have in common.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  keyPairClients,
  openapiClientClients,
  openapiCoreClients,
  popCoreClients,
} from './clients.mjs';
import { control, startEmulator } from './emulator.mjs';
import { expectations, fixture, fixturePath } from './files.mjs';
import {
  assertRefused,
  assertShowsV3Signing,
  credentialsOf,
  firstHeaders,
  getJob,
  refusalOf,
  withRelay,
  without,
} from './requests.mjs';

const { WrongAlgorithm, WrongSecret } = expectations;
const [{ AccessKeys, Jobs }] = fixture.Accounts;
const [keyWithSecret] = AccessKeys;

function newKeyPair(AccessKeyId) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  // These SDKs know the text of a key by its last line, which nothing may follow.
  const AccessKeySecret = privateKey.trimEnd();
  return { stored: { AccessKeyId, PublicKey: publicKey }, used: { AccessKeyId, AccessKeySecret } };
}

const ownPair = newKeyPair('sdk-pair');
const otherPair = newKeyPair('sdk-other-pair');

describe('clients with a key pair', { timeout: 60_000 }, () => {
  let emulator;

  before(async () => {
    emulator = await startEmulator(fixturePath);
    const pairs = [ownPair.stored, otherPair.stored];
    const Accounts = [{ AccountId: '1000000000000025', AccessKeys: pairs, Jobs }];
    await control(emulator.endpoint, 'POST', 'fixtures', { Accounts });
  });
  after(() => emulator.stop());

  async function assertExplained(client, credentials, refusal, explanation) {
    return withRelay(emulator.endpoint, async (relay) => {
      const call = client.connect(relay.endpoint, credentialsOf(credentials));
      const error = await refusalOf(call(getJob(Jobs[0].JobId)));
      assertRefused(client, error, refusal);
      assert.equal(firstHeaders(relay).get('x-fake-ice-explain'), explanation);
    });
  }

  for (const client of keyPairClients) {
    for (const job of Jobs) {
      it(`${client.name}: finds the job named ${JSON.stringify(job.JobId)}`, async () => {
        const call = client.connect(emulator.endpoint, credentialsOf(ownPair.used));
        const { body } = await call(getJob(job.JobId));
        assert.deepEqual(without(body, 'RequestId'), job);
      });
    }

    it(`${client.name}: is shown what was signed when the key is of another pair`, async () => {
      const { AccessKeySecret } = otherPair.used;
      await withRelay(emulator.endpoint, async (relay) => {
        const credentials = credentialsOf({ ...ownPair.used, AccessKeySecret });
        const call = client.connect(relay.endpoint, credentials);
        const error = await refusalOf(call(getJob(Jobs[0].JobId)));
        assertRefused(client, error, WrongSecret);
        assertShowsV3Signing(client.read(error).data.Message, client.algorithm);
        const explanation = firstHeaders(relay).get('x-fake-ice-explain');
        assert.ok(explanation.includes('check that the private key belongs to it'), explanation);
      });
    });

    it(`${client.name}: is told that an access key has a secret and no key pair`, async () => {
      const credentials = { ...ownPair.used, AccessKeyId: keyWithSecret.AccessKeyId };
      const explanation = 'this access key has a secret: sign with HMAC, not with RSA';
      await assertExplained(client, credentials, WrongAlgorithm, explanation);
    });

    if (!client.takesForm) continue;

    it(`${client.name}: may send the JobId in a form body`, async () => {
      const [{ JobId }] = Jobs;
      const call = client.connect(emulator.endpoint, credentialsOf(ownPair.used));
      const { body } = await call(getJob(JobId, { query: {}, form: { JobId } }));
      assert.equal(body.JobId, JobId);
    });
  }

  for (const client of [...openapiCoreClients, ...openapiClientClients, ...popCoreClients]) {
    it(`${client.name}: is told that an access key has a key pair and no secret`, async () => {
      const credentials = { ...keyWithSecret, AccessKeyId: ownPair.used.AccessKeyId };
      const explanation =
        'this access key has a public key: sign with RSA-SHA256, not with HMAC';
      await assertExplained(client, credentials, WrongAlgorithm, explanation);
    });
  }
});
