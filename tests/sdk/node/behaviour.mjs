// What every official client must find at the emulator, whatever it signs with.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { describeApps } from './apps.mjs';
import { describeBatches } from './batches.mjs';
import { describeCompression } from './compression.mjs';
import { describeDownloads } from './downloads.mjs';
import { startEmulator, startRelay } from './emulator.mjs';
import { describeFaults } from './faults.mjs';
import { expectations, fixture, fixturePath } from './files.mjs';
import { describeFlows } from './flows.mjs';
import { describeIdentities } from './identities.mjs';
import { describeJobs } from './jobs.mjs';
import { describeMistakes } from './mistakes.mjs';
import { describePolls } from './polls.mjs';
import {
  REQUEST_ID,
  assertRefused,
  assertShowsV1Signing,
  assertShowsV3Signing,
  clockAt,
  credentialsOf,
  getJob,
  refusalOf,
  without,
} from './requests.mjs';
import { describeThrottling } from './throttling.mjs';
import { describeVerify } from './verify.mjs';

const { Action, Bundled, Refusals, RepeatedNonce, Versions, WrongSecret } = expectations;
const [account] = fixture.Accounts;
const statuses = Object.entries(Bundled.Statuses);
const someJob = account.Jobs[0].JobId;

/** Registers the tests of one client; each client has emulators of its own. */
export function describeClient(client) {
  describe(client.name, { timeout: 60_000 }, () => {
    const emulators = {};
    let callBundled;
    let callOwn;
    // Its outputs are downloaded from whom it was asked.
    const fullJob = () =>
      JSON.parse(
        JSON.stringify(Bundled.FullJob).replaceAll('ENDPOINT', emulators.bundled.endpoint),
      );

    before(async () => {
      emulators.bundled = await startEmulator();
      emulators.own = await startEmulator(fixturePath);
      callBundled = client.connect(emulators.bundled.endpoint, credentialsOf(Bundled));
      callOwn = client.connect(emulators.own.endpoint, credentialsOf(account.AccessKeys[0]));
    });
    after(() => Promise.all(Object.values(emulators).map((emulator) => emulator.stop())));

    describeAnswers(client, () => callBundled, () => callOwn, fullJob);
    describeRefusals(client, () => emulators.own.endpoint, () => callOwn);
    describeConnections(client, () => emulators.bundled.endpoint);
    const endpoint = () => emulators.own.endpoint;
    for (const describeMore of [
      // First, so that no answer is still held back when the emulator is stopped.
      describeFaults,
      describeIdentities,
      describeThrottling,
      describeMistakes,
      describeCompression,
      describeJobs,
      describePolls,
      describeDownloads,
      describeBatches,
      describeApps,
      describeFlows,
      describeVerify,
    ]) {
      describeMore(client, endpoint);
    }
  });
}

function describeAnswers(client, callBundled, callOwn, fullJob) {
  for (const [jobId, status] of statuses) {
    it(`reads that job ${jobId} is ${status}`, async () => {
      const { body } = await callBundled()(getJob(jobId));
      assert.equal(body.JobId, jobId);
      assert.equal(body.Status, status);
    });
  }

  for (const version of Versions) {
    it(`reads every field of a finished job of version ${version}`, async () => {
      const answer = await callBundled()(getJob(Bundled.FullJob.JobId, { version }));
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/json;charset=utf-8');
      assert.match(answer.body.RequestId, REQUEST_ID);
      assert.equal(answer.headers['x-acs-request-id'], answer.body.RequestId);
      assert.deepEqual(without(answer.body, 'RequestId'), fullJob());
    });
  }

  for (const job of account.Jobs) {
    it(`finds the job named ${JSON.stringify(job.JobId)}`, async () => {
      const { body } = await callOwn()(getJob(job.JobId));
      assert.deepEqual(without(body, 'RequestId'), job);
    });
  }

  it('may send empty parameters that the action does not know', async () => {
    const query = { JobId: someJob, Empty: '', FolderId: '' };
    const { body } = await callOwn()(getJob(someJob, { query }));
    assert.equal(body.JobId, someJob);
  });

  if (!client.takesForm) return;

  it('may send the JobId in a form body', async () => {
    const { body } = await callOwn()(getJob(someJob, { query: {}, form: { JobId: someJob } }));
    assert.equal(body.JobId, someJob);
  });

  it('may send a parameter of 1 MiB in a form body', async () => {
    const form = { AppParams: 'p'.repeat(1024 * 1024) };
    const { body } = await callOwn()(getJob(someJob, { form }));
    assert.equal(body.JobId, someJob);
  });
}

function describeRefusals(client, endpoint, callOwn) {
  for (const refusal of Refusals) {
    it(`is refused ${refusal.Code} for ${refusal.Situation}`, async () => {
      const credentials = refusal.Credentials ?? account.AccessKeys[0];
      const call = client.connect(endpoint(), credentialsOf(credentials));
      const { ClockMinutes, Timestamp, Query = { JobId: someJob } } = refusal;
      const request = {
        action: refusal.Action ?? Action,
        version: refusal.Version ?? Versions[0],
        query: Query,
        timestamp: ClockMinutes === undefined ? Timestamp : clockAt(ClockMinutes),
      };
      assertRefused(client, await refusalOf(call(request)), refusal);
    });
  }

  it('learns that a JobId of 20 KiB names no job', async () => {
    const [unknownJob] = Refusals;
    const error = await refusalOf(callOwn()(getJob('j'.repeat(20 * 1024))));
    assertRefused(client, error, unknownJob);
  });

  it('is shown what the server signed when the secret is wrong', async () => {
    const wrong = { ...account.AccessKeys[0], AccessKeySecret: 'wrong' };
    const call = client.connect(endpoint(), credentialsOf(wrong));
    const nonce = randomUUID();
    const error = await refusalOf(call(getJob(someJob, { nonce })));
    assertRefused(client, error, WrongSecret);
    const { Message } = client.read(error).data;
    if (client.protocol === 'V3') assertShowsV3Signing(Message, client.algorithm);
    else assertShowsV1Signing(Message, client.method, nonce);
  });

  it('is refused SignatureNonceUsed when it repeats a nonce', async () => {
    const nonce = randomUUID();
    const { body } = await callOwn()(getJob(someJob, { nonce }));
    assert.equal(body.JobId, someJob);
    const error = await refusalOf(callOwn()(getJob(someJob, { nonce })));
    assertRefused(client, error, RepeatedNonce);
  });

  for (const minutes of [-14, 14]) {
    it(`is answered although its clock is ${minutes} minutes off`, async () => {
      const { body } = await callOwn()(getJob(someJob, { timestamp: clockAt(minutes) }));
      assert.equal(body.JobId, someJob);
    });
  }
}

function describeConnections(client, endpoint) {
  it('makes a dozen calls over one connection', async () => {
    const relay = await startRelay(endpoint());
    try {
      const call = client.connect(relay.endpoint, credentialsOf(Bundled));
      for (const [jobId, status] of [...statuses, ...statuses]) {
        assert.equal((await call(getJob(jobId))).body.Status, status);
      }
      assert.equal(relay.connections, 1);
    } finally {
      await relay.stop();
    }
  });

  it('makes 20 calls at once, each with its own answer', async () => {
    const call = client.connect(endpoint(), credentialsOf(Bundled));
    const asked = Array.from({ length: 20 }, (_, index) => statuses[index % statuses.length]);
    const answers = await Promise.all(asked.map(([jobId]) => call(getJob(jobId))));
    assert.deepEqual(
      answers.map(({ body }) => [body.JobId, body.Status]),
      asked,
    );
    assert.equal(new Set(answers.map(({ body }) => body.RequestId)).size, 20);
  });
}
