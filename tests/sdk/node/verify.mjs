// Whether a loop polls a job as it should, by the rules that a test asks for.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newAccount } from './accounts.mjs';
import { faults, polling } from './files.mjs';
import { REQUEST_ID, getJob } from './requests.mjs';

const { Loops, Rules, Throttled } = polling;
const { AppId } = faults.Flow;
const FAULT = 'Error Throttling.User';

/** Polls at once and after each wait on the account's clock; gives what the emulator must know. */
async function pollAfter(client, account, jobId, waits) {
  const polls = [];
  for (const wait of ['0s', ...waits]) {
    await account.advance(wait);
    const { Now: Time } = await account.own('GET', 'clock');
    const poll = account.call(getJob(jobId));
    polls.push(
      await poll.then(
        ({ body }) => ({ RequestId: body.RequestId, Time, Status: body.Status }),
        (error) => {
          const { code: Code, requestId: RequestId } = client.read(error);
          return { RequestId, Time, Code, Fault: FAULT };
        },
      ),
    );
  }
  return polls;
}

export function describeVerify(client, endpoint) {
  for (const { Situation, Rules: own, Waits, Broken } of Loops) {
    const finding = Broken.map(({ Rule }) => `breaks ${Rule}`).join() || 'keeps every rule';
    it(`${finding} when it ${Situation}`, async () => {
      const account = await newAccount(client, endpoint());
      const jobId = await account.submit({ AppId });
      await account.own('POST', 'faults', Throttled);
      const polls = await pollAfter(client, account, jobId, Waits);
      polls.forEach(({ RequestId }) => assert.match(RequestId, REQUEST_ID));
      assert.equal(polls.at(-1).Status, 'Finished');
      assert.equal(polls.filter(({ Code }) => Code === Throttled.Error.Code).length, 1);

      const verify = (rules) => account.own('POST', `jobs/${jobId}/verify`, rules);
      const rules = { ...Rules, ...own };
      const { Failures, ...rest } = await verify(rules);
      assert.deepEqual(rest, { Passed: Broken.length === 0, Polls: polls.length });
      assert.deepEqual(
        Failures.map(({ Rule, Polls }) => ({ Rule, Polls })),
        Broken.map(({ Rule, Polls }) => ({ Rule, Polls: Polls.map((index) => polls[index]) })),
      );
      Failures.forEach(({ Message }) => assert.match(Message, /^\S.+\.$/));
      for (const { Rule } of Broken) {
        const { [Rule]: _, ...others } = rules;
        assert.deepEqual(await verify(others), { Passed: true, Failures: [], Polls: polls.length });
      }

      const reads = polls.filter((poll) => poll.Status);
      const { Count, Times } = await account.polls(jobId);
      assert.equal(Count, reads.length);
      assert.deepEqual(Times, reads.map((poll) => poll.Time));
    });
  }
}
