// The words of an account, with the official SDK on the other side.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { ControlError, start } from 'fake-ice';
import sdk from '../sdk.cjs';

const { APP, call, clientOf, drawsABoat, get, submit } = sdk;

let server;
before(async () => {
  server = await start();
});
after(() => server.stop());

/** A test with an account of its own. */
const it = (name, run) => test(name, () => server.withAccount(run));

describe('an account', { concurrency: 8 }, () => {
  for (let number = 1; number <= 8; ++number) {
    it(`has a job that is submitted, polled and downloaded (${number})`, (account) =>
      drawsABoat(account, assert.equal));
  }

  it('has a clock that a hand alone moves while it is frozen', async (account) => {
    const { Frozen, Now } = await account.freeze();
    assert.equal(Frozen, true);
    assert.equal((await account.advance('0s')).Now, Now);
    assert.ok((await account.advance('1h')).Now > Now);
    assert.equal((await account.freeze(false)).Frozen, false);
  });

  it('is given jobs', async (account) => {
    const client = await clientOf(account);
    const { JobId } = await account.putJob({ AppId: APP, Status: 'Failed' });
    assert.equal((await get(client, JobId)).Status, 'Failed');
    await account.putJob({ JobId: 'a/b c?', AppId: APP, Status: 'Executing' });
    assert.equal((await get(client, 'a/b c?')).Status, 'Executing');
  });

  it('fails the next requests, as often as asked', async (account) => {
    const client = await clientOf(account);
    const { JobId } = await account.putJob({ AppId: APP, Status: 'Executing' });
    await account.failNext('Throttling.User', { times: 2, action: 'GetYikeAIAppJob' });
    await submit(client);
    await assert.rejects(get(client, JobId), { code: 'Throttling.User' });
    await assert.rejects(get(client, JobId), { code: 'Throttling.User' });
    assert.equal((await get(client, JobId)).Status, 'Executing');
    await account.failNext('ServiceUnavailable');
    await assert.rejects(submit(client), { code: 'ServiceUnavailable' });
    await submit(client);
  });

  it('takes faults in the form of a fixture', async (account) => {
    await account.fault({ Times: 1, Error: { Code: 'Odd', Message: 'so', HttpStatus: 418 } });
    await assert.rejects(submit(await clientOf(account)), { code: 'Odd', statusCode: 418 });
  });

  it('has a journal of its own, newest first', async (account) => {
    const client = await clientOf(account);
    const jobId = await submit(client);
    await get(client, jobId);
    await server.withAccount(async (other) => submit(await clientOf(other)));
    const actions = (await account.requests()).map(({ Action }) => Action);
    assert.deepEqual(actions, ['GetYikeAIAppJob', 'SubmitYikeAIAppJob']);
    const found = await account.requests({ Action: 'GetYikeAIAppJob', JobId: jobId });
    assert.deepEqual(found.map(({ Status }) => Status), [200]);
  });

  it('verifies polls', async (account) => {
    const client = await clientOf(account);
    const jobId = await submit(client);
    await get(client, jobId);
    await get(client, jobId);
    const passed = await account.verify(jobId, { MaxPolls: 2 });
    assert.deepEqual(passed, { Passed: true, Failures: [], Polls: 2 });
    const { Failures } = await account.verify(jobId, { MaxPolls: 1 });
    assert.equal(Failures[0].Message, 'The job was polled 2 times, more than 1.');
  });

  it('forgets jobs, faults and journal when it is reset', async (account) => {
    const client = await clientOf(account);
    const jobId = await submit(client);
    await account.failNext('InternalError');
    await account.reset();
    assert.deepEqual(await account.requests(), []);
    await assert.rejects(get(client, jobId), { code: 'JobNotFound' });
  });

  test('may have apps and rules of its own', () =>
    server.withAccount(
      async (account) =>
        assert.rejects(submit(await clientOf(account)), { code: 'OperationDenied' }),
      { Service: 'NotOpened' },
    ));

  test('is gone when it was given back', async () => {
    const id = await server.withAccount(({ accountId }) => accountId);
    const { Accounts } = await server.control('GET', 'accounts');
    assert.ok(!Accounts.some(({ AccountId }) => AccountId === id));
  });

  for (const [word, argument, said] of [
    ['advance', '10 parsecs', /InvalidClock: Advance is no duration/],
    ['putJob', { AppId: APP, Stauts: 'Failed' }, /unknown key "Stauts"; did you mean "Status"\?/],
    ['failNext', 'Throttling.Usr', /did you mean "Throttling\.User"\?/],
  ]) {
    it(`tells a mistake of ${word} in the server's words`, (account) =>
      assert.rejects(account[word](argument), (error) => {
        assert.ok(error instanceof ControlError);
        assert.equal(error.status, 400);
        assert.match(error.message, said);
        return true;
      }));
  }

  it('takes no options that it does not know', async (account) => {
    const message = '2 is none of the options { times, action }';
    await assert.rejects(account.failNext('Throttling.User', 2), { message });
  });

  it('does not show its secret', (account) => {
    assert.ok(account.accessKeySecret.length > 8);
    assert.ok(!inspect(account, { depth: 9 }).includes(account.accessKeySecret));
    assert.ok(!JSON.stringify(account).includes(account.accessKeySecret));
  });

  it('is told of operations that are not emulated', async (account) => {
    await assert.rejects(call(await clientOf(account), 'GetMediaInfo', {}), { statusCode: 501 });
    assert.match(await account.journal(), /GetMediaInfo {2}501 NotEmulated\n +fake-ice does not/);
  });
});
