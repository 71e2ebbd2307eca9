// Jobs whose states wait for reads: each state is seen exactly as often as the timeline says.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newAccount } from './accounts.mjs';
import { jobs } from './files.mjs';

const { Account, SeenInTurn } = jobs;
const AppId = 'app_that_counts_reads';
const inTurn = SeenInTurn.flatMap(({ Status, Times }) => Array(Times).fill(Status));

/** On a clock that stands still everything happens at once. */
const assertTimes = ({ Status: status, ExecutionStartTime, ExecutionFinishTime }) => {
  const now = Account.Clock.FrozenAt;
  const hasStarted = status === 'Executing' || status === 'Finished';
  assert.equal(ExecutionStartTime, hasStarted ? now : undefined);
  assert.equal(ExecutionFinishTime, status === 'Finished' ? now : undefined);
};

export function describePolls(client, endpoint) {
  it('sees each state as often as the timeline says', async () => {
    const account = await newAccount(client, endpoint());
    const jobId = await account.submit({ AppId });
    for (const status of inTurn) {
      const job = await account.get(jobId);
      assert.equal(job.Status, status);
      assertTimes(job);
      assert.equal('Result' in job, status === 'Finished');
    }
  });

  it(`sees each state that often in ${inTurn.length} calls at once too`, async () => {
    const account = await newAccount(client, endpoint());
    const jobId = await account.submit({ AppId });
    const seen = await Promise.all(inTurn.map(() => account.get(jobId)));
    for (const { Status, Times } of SeenInTurn) {
      assert.equal(seen.filter((job) => job.Status === Status).length, Times, Status);
    }
    seen.forEach(assertTimes);
    assert.equal((await account.get(jobId)).Status, 'Finished');
  });

  it('counts a read in a batch as one more', async () => {
    const account = await newAccount(client, endpoint());
    const jobId = await account.submit({ AppId });
    const bystander = await account.submit({ AppId });
    for (const [index, status] of inTurn.entries()) {
      const [job] = index % 2 ? await account.batch([jobId]) : [await account.get(jobId)];
      assert.equal(job.Status, status);
    }
    assert.equal((await account.get(bystander)).Status, 'Created');
  });

  it('keeps the times of what it saw first, on a clock that runs', async () => {
    const account = await newAccount(client, endpoint(), { Clock: {} });
    const jobId = await account.submit({ AppId });
    for (let reads = 1; reads < inTurn.length; ++reads) {
      await account.get(jobId);
      await account.advance('1s');
    }
    const job = await account.get(jobId);
    await account.advance('1h');
    assert.deepEqual(await account.get(jobId), job);
    assert.ok(job.ExecutionStartTime < job.ExecutionFinishTime, JSON.stringify(job));
  });

  it('waits for reads however far the clock is moved', async () => {
    const account = await newAccount(client, endpoint());
    const jobId = await account.submit({ AppId });
    await account.advance('36h');
    assert.equal((await account.get(jobId)).Status, 'Created');
  });
}
