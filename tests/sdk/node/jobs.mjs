// The life of a job: submitted, read while a test moves its account's clock, finished or failed.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newAccount, withText } from './accounts.mjs';
import { apps, expectations, jobs } from './files.mjs';
import {
  assertRefused,
  credentialsOf,
  getJob,
  refusalOf,
  withRelay,
  without,
} from './requests.mjs';

const { FailedLife, Life, LifeTime, Outputs, Submission, Texts } = jobs;
const { Refusals, Versions } = expectations;
const MEDIA_ID = /^[0-9a-f]{32}$/;
const WHEN_SUBMITTED = '2026-02-06T18:53:00.000+08:00';

/** Submits and follows a job, of which every field but the outputs must be as it is told. */
async function assertLives(account, submitted, life, more) {
  const JobId = await account.submit(submitted, more);
  for (const { Advance, Job } of life) {
    await account.advance(Advance);
    const body = await account.get(JobId, more);
    const read = Job.Status === 'Finished' ? without(body, 'Result') : body;
    assert.deepEqual(read, { JobId, ...withText(submitted), ...Job });
    if (Job.Status === 'Finished') assert.ok(body.Result, 'a finished job without a result');
  }
  return account.get(JobId, more);
}

function assertOutputs(result, endpoint) {
  const counts = Object.entries(result).map(([name, outputs]) => [name, outputs.length]);
  assert.deepEqual(counts, [['ImageResult', 2], ['VideoResult', 1], ['AudioResult', 1]]);
  const outputs = Outputs.map(({ Result, Number }) => result[Result][Number]);
  for (const [index, { MediaId, OutputUrl, ...rest }] of outputs.entries()) {
    assert.deepEqual(rest, {});
    assert.match(MediaId, MEDIA_ID);
    assert.ok(OutputUrl.startsWith(`http://${endpoint}/`), OutputUrl);
    assert.ok(OutputUrl.endsWith(Outputs[index].Extension), OutputUrl);
  }
  for (const name of ['MediaId', 'OutputUrl']) {
    assert.equal(new Set(outputs.map((output) => output[name])).size, Outputs.length);
  }
}

/** The bodies of two answers as they came, without their RequestId. */
async function rawBodies(client, endpoint, account, jobId) {
  const readRaw = () =>
    withRelay(endpoint, async (relay) => {
      const call = client.connect(relay.endpoint, credentialsOf(account));
      const { body } = await call(getJob(jobId));
      const answer = Buffer.concat(relay.answered).toString('latin1');
      const raw = answer.slice(answer.indexOf('\r\n\r\n') + 4);
      assert.ok(raw.startsWith('{'), answer);
      return { host: relay.endpoint, requestId: body.RequestId, raw };
    });
  return [await readRaw(), await readRaw()];
}

export function describeJobs(client, endpoint) {
  for (const version of Versions) {
    it(`follows a job of version ${version} from its submission to its outputs`, async () => {
      const account = await newAccount(client, endpoint());
      const job = await assertLives(account, Submission, Life, { version });
      assertOutputs(job.Result, endpoint());
      assert.deepEqual(await account.get(job.JobId, { version }), job);
    });

    it(`follows a job of version ${version} that fails and has no result`, async () => {
      const account = await newAccount(client, endpoint());
      const job = await assertLives(account, { AppId: 'app_that_fails' }, FailedLife, { version });
      assert.ok(!('Result' in job));
    });
  }

  it('follows a job on a clock that runs', async () => {
    const Timeline = [{ Status: 'Created' }, { After: '1h', Status: 'Executing' }];
    const Apps = [{ AppId: 'slow', Timeline: [...Timeline, { After: '3h', Status: 'Finished' }] }];
    const account = await newAccount(client, endpoint(), { Clock: {}, Apps });
    const jobId = await account.submit({ AppId: 'slow' });
    assert.equal((await account.get(jobId)).Status, 'Created');
    await account.advance('1h');
    assert.equal((await account.get(jobId)).Status, 'Executing');
    await account.advance('2h');
    const job = await account.get(jobId);
    assert.equal(job.Status, 'Finished');
    const took = new Date(job.ExecutionFinishTime) - new Date(job.ExecutionStartTime);
    assert.equal(took, 2 * 60 * 60 * 1000);
  });

  it('finds a finished job new again when the clock is set back', async () => {
    const account = await newAccount(client, endpoint());
    const { JobId } = await assertLives(account, Submission, Life);
    await account.setClock(WHEN_SUBMITTED);
    const job = await account.get(JobId);
    assert.deepEqual(job, { JobId, ...withText(Submission), Status: 'Created' });
  });

  it('submits a job of an app that nobody declared', async () => {
    const account = await newAccount(client, endpoint());
    const { AppId, Life: life } = apps.UnknownApp;
    const job = await assertLives(account, { AppId, AppParams: { any: [null] } }, life);
    assert.deepEqual(Object.keys(job.Result), ['ImageResult']);
    assert.equal(job.Result.ImageResult.length, 1);
  });

  for (const { Of, AppParams } of Texts) {
    it(`gets back AppParams with ${Of} exactly as it sent them`, async () => {
      const account = await newAccount(client, endpoint());
      for (const version of Versions) {
        const submission = { AppId: Submission.AppId, AppParams };
        const jobId = await account.submit(submission, { version });
        assert.equal((await account.get(jobId, { version })).AppParams, AppParams);
        const [job] = await account.batch([jobId], { version });
        assert.equal(job.AppInputConfig, AppParams);
      }
    });
  }

  it('reads the same bytes twice, but for the RequestId, while the clock is frozen', async () => {
    const account = await newAccount(client, endpoint());
    const jobId = await account.submit();
    for (const advance of ['0s', '20s', LifeTime]) {
      await account.advance(advance);
      const [first, second] = await rawBodies(client, endpoint(), account, jobId);
      assert.notEqual(first.requestId, second.requestId);
      const again = second.raw
        .replace(second.requestId, first.requestId)
        .replaceAll(second.host, first.host);
      assert.equal(again, first.raw);
    }
  });

  it('may not read a job of another account', async () => {
    const [account, other] = [
      await newAccount(client, endpoint()),
      await newAccount(client, endpoint()),
    ];
    const jobId = await account.submit();
    assertRefused(client, await refusalOf(other.get(jobId)), Refusals[0]);
    assert.equal((await account.get(jobId)).Status, 'Created');
  });
}
