// The whole way of a program: it submits a job, polls it until it is done, and takes its image.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newAccount } from './accounts.mjs';
import { decode, download } from './downloads.mjs';
import { expectations, faults } from './files.mjs';
import { getJob } from './requests.mjs';

const { AppId, FailingAppId, FailingStatuses, Statuses, WaitMs } = faults.Flow;
const MOST_POLLS = 20;

/**
 * Polls a job until it is done. The clock is moved in place of each wait, as far as a throttled
 * SDK says or else the usual time. Gives the job that each poll saw, or its `{ error }`.
 * `second` makes the second poll in place of the account's own client.
 */
export async function follow(account, jobId, { version, second = account.call } = {}) {
  const seen = [];
  while (seen.length < MOST_POLLS) {
    const call = seen.length === 1 ? second : account.call;
    const poll = call(getJob(jobId, version && { version }));
    const job = await poll.then(({ body }) => body, (error) => ({ error }));
    seen.push(job);
    if (job.Status === 'Finished' || job.Status === 'Failed') return seen;
    await account.advance(`${job.error?.retryAfter ?? WaitMs}ms`);
  }
  return assert.fail(`the job is not done after ${MOST_POLLS} polls`);
}

/** What the polls saw of a job; nothing of those that failed. */
export const statusesOf = (seen) => seen.map(({ Status: status }) => status);

/** The one image of a finished job must download and be a picture. */
export async function assertImage(job) {
  assert.deepEqual(Object.keys(job.Result), ['ImageResult']);
  assert.equal(job.Result.ImageResult.length, 1);
  const { status, content } = await download(job.Result.ImageResult[0].OutputUrl);
  assert.equal(status, 200);
  decode['.png'](content);
}

export function describeFlows(client, endpoint) {
  for (const version of expectations.Versions) {
    it(`brings a job of version ${version} from its submission to its picture`, async () => {
      const account = await newAccount(client, endpoint());
      const jobId = await account.submit({ AppId }, { version });
      const seen = await follow(account, jobId, { version });
      assert.deepEqual(statusesOf(seen), Statuses);
      await assertImage(seen.at(-1));
      const { Count, Times } = await account.polls(jobId);
      assert.deepEqual([Count, Times.length], [Statuses.length, Statuses.length]);
    });

    it(`learns that a job of version ${version} has failed and made no picture`, async () => {
      const account = await newAccount(client, endpoint());
      const jobId = await account.submit({ AppId: FailingAppId }, { version });
      const seen = await follow(account, jobId, { version });
      assert.deepEqual(statusesOf(seen), FailingStatuses);
      assert.ok(!('Result' in seen.at(-1)), JSON.stringify(seen.at(-1)));
      assert.equal((await account.polls(jobId)).Count, FailingStatuses.length);
    });
  }
}
