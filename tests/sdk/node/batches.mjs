// Several jobs in one call.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newAccount, withText } from './accounts.mjs';
import { expectations, jobs } from './files.mjs';

const { LifeTime, Submission } = jobs;
const { Versions } = expectations;

/** A job as a batch has it: what Get calls AppParams has another name here. */
const inBatch = ({ AppParams: AppInputConfig, ...job }) => ({ ...job, AppInputConfig });

export function describeBatches(client, endpoint) {
  for (const version of Versions) {
    it(`reads jobs of version ${version} in the order in which it asks for them`, async () => {
      const account = await newAccount(client, endpoint());
      const jobIds = [];
      for (let index = 0; index < 5; ++index) jobIds.push(await account.submit());
      for (const order of [jobIds, [...jobIds].reverse(), [...jobIds].sort()]) {
        const list = await account.batch(order, { version });
        assert.deepEqual(list.map(({ JobId }) => JobId), order);
      }
    });

    it(`reads in a batch of version ${version} what it reads of one job`, async () => {
      const account = await newAccount(client, endpoint());
      const jobId = await account.submit();
      const [created] = await account.batch([jobId], { version });
      const { AppParams, ...rest } = withText(Submission);
      const expected = { JobId: jobId, ...rest, AppInputConfig: AppParams, Status: 'Created' };
      assert.deepEqual(created, expected);
      await account.advance(LifeTime);
      const job = await account.get(jobId, { version });
      assert.equal(job.Status, 'Finished');
      assert.deepEqual(await account.batch([jobId], { version }), [inBatch(job)]);
    });
  }

  it('is told nothing of jobs that nobody knows or that are of another account', async () => {
    const account = await newAccount(client, endpoint());
    const other = await newAccount(client, endpoint());
    const [own, foreign, last] = [
      await account.submit(),
      await other.submit(),
      await account.submit(),
    ];
    const list = await account.batch(['no-such-job', last, foreign, 'nor this', own]);
    assert.deepEqual(list.map(({ JobId }) => JobId), [last, own]);
    assert.deepEqual(await account.batch([foreign, 'no-such-job']), []);
    assert.deepEqual((await other.batch([own, foreign])).map(({ JobId }) => JobId), [foreign]);
  });
}
