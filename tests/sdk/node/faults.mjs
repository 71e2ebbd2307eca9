// What goes wrong on a test's demand: what the SDK makes of it, and that the next poll is well.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newAccount } from './accounts.mjs';
import { control } from './emulator.mjs';
import { errorCodes, expectations, faults, withoutUnset } from './files.mjs';
import { assertImage, follow, statusesOf } from './flows.mjs';
import { assertRefused, getJob, refusalOf } from './requests.mjs';

const { Documented, Faults, Flow, Retries } = faults;
const { Action, Throttled, Versions } = expectations;
const { AppId } = Flow;
const documented = Object.entries(Documented).flatMap(([status, codes]) =>
  codes.map((Code) => ({ Code, HttpStatus: Number(status) })),
);

/** What an SDK tells its caller, in the words of the table. */
const toldOf = (error) =>
  withoutUnset({
    Name: error.name,
    Code: error.code,
    HttpStatus: error.statusCode ?? error.entry?.response.statusCode,
    RetryAfterMs: error.retryAfter,
    IsError: error instanceof Error ? undefined : false,
  });

function assertTold(client, error, situation) {
  const { Told } = Faults.find(({ Situation }) => Situation === situation);
  assert.deepEqual(toldOf(error), Told[client.packageName]);
}

/** An account with a job that polls of it, but no others, meet the fault. */
async function accountWithFault(client, endpoint, fault) {
  const account = await newAccount(client, endpoint);
  const jobId = await account.submit({ AppId });
  const bystander = await account.submit({ AppId });
  await account.own('POST', 'faults', { Match: { Action, JobId: jobId }, ...fault });
  assert.equal((await account.get(bystander)).Status, 'Created');
  return { account, jobId };
}

/** A program meets the fault at its second poll, and gets its picture all the same. */
async function checkFault(client, endpoint, { Situation, Fault, ReadTimeoutMs }) {
  const spoiling = { Skip: 1, Times: 1, ...Fault };
  const { account, jobId } = await accountWithFault(client, endpoint, spoiling);
  const readTimeout = ReadTimeoutMs?.[client.packageName];
  const second = readTimeout && account.connect({ readTimeout });
  const seen = await follow(account, jobId, { second });
  assert.ok(seen[1].error, 'the fault did not act');
  assertTold(client, seen[1].error, Situation);
  const [first, , ...later] = Flow.Statuses;
  assert.deepEqual(statusesOf(seen), [first, undefined, ...later]);
  await assertImage(seen.at(-1));
  const [{ Matched, Fired }] = await account.faults();
  assert.deepEqual({ Matched, Fired }, { Matched: seen.length, Fired: 1 });
  // An error comes instead of the operation; anything else only spoils its answer.
  const reads = Fault.Error ? seen.length - 1 : seen.length;
  assert.equal((await account.polls(jobId)).Count, reads);
}

/** What the journal says that faults did to the polls of an account. */
async function polledWith(account, jobId) {
  const requests = await account.requests();
  return requests
    .filter((request) => request.Action === Action && request.JobId === jobId)
    .map(({ Fault }) => Fault);
}

function describeRetries(client, endpoint) {
  const requests = Retries.Requests[client.packageName];
  if (!requests) return;

  const retryCondition = [
    {
      exception: [],
      errorCode: ['ServiceUnavailable', 'ECONNRESET'],
      maxAttempts: 3,
      backoff: { policy: 'Fixed', period: 1 },
    },
  ];
  const settings = client.RetryOptions
    ? { retryOptions: new client.RetryOptions({ retryable: true, retryCondition }) }
    : { autoretry: true };

  for (const { Situation, Fault, Journal } of Retries.Situations) {
    const sentence =
      requests > 1
        ? `retries ${Situation} until it is answered`
        : `does not retry ${Situation} although it may`;
    it(sentence, async () => {
      const { account, jobId } = await accountWithFault(client, endpoint(), Fault);
      const poll = account.connect(settings)(getJob(jobId));
      if (requests === 1) assertTold(client, await refusalOf(poll), Situation);
      else assert.equal((await poll).body.Status, 'Created');
      const journal = [Journal, Journal, undefined].slice(0, requests);
      assert.deepEqual(await polledWith(account, jobId), journal);
      const reads = Fault.Error ? requests - journal.filter(Boolean).length : requests;
      assert.equal((await account.polls(jobId)).Count, reads);
    });
  }
}

export function describeFaults(client, endpoint) {
  for (const row of Faults) {
    it(`gets its picture in spite of ${row.Situation}`, () => checkFault(client, endpoint(), row));
  }

  it('gets its picture although its account was throttled', async () => {
    const Throttle = { PerSecond: 0.001, Burst: 2, Actions: [Action] };
    const account = await newAccount(client, endpoint(), { Throttle });
    const { AccountId } = account;
    const jobId = await account.submit({ AppId });
    const statuses = [(await account.get(jobId)).Status, (await account.get(jobId)).Status];
    assert.deepEqual(statuses, ['Created', 'Created']);
    assertRefused(client, await refusalOf(account.get(jobId)), Throttled);
    const Accounts = [{ AccountId, Throttle: { PerSecond: 1000 } }];
    await control(endpoint(), 'POST', 'fixtures', { Accounts });
    const seen = await follow(account, jobId);
    assert.deepEqual(statusesOf(seen), Flow.Statuses);
    await assertImage(seen.at(-1));
    assert.equal((await account.polls(jobId)).Count, seen.length + 2);
  });

  it('has made a job although the answer to its submission was lost', async () => {
    const account = await newAccount(client, endpoint());
    const onSubmit = { Match: { Action: 'SubmitYikeAIAppJob', AppId }, Times: 1 };
    const lost = [{ Error: { Code: 'InternalError' } }, { Connection: 'Reset' }];
    await account.own('POST', 'faults', lost.map((fault) => ({ ...onSubmit, ...fault })));
    const internalError = { Code: 'InternalError', HttpStatus: 500 };
    assertRefused(client, await refusalOf(account.submit({ AppId })), internalError);
    assert.deepEqual(await account.knownJobs(), []);
    const error = await refusalOf(account.submit({ AppId }));
    assertTold(client, error, 'a connection that is reset');
    assert.equal((await account.knownJobs()).length, 1);
    const jobId = await account.submit({ AppId });
    assert.equal((await account.knownJobs()).length, 2);
    assert.equal((await account.get(jobId)).Status, 'Created');
  });

  describeRetries(client, endpoint);

  for (const version of Versions) {
    it(`is told every documented error of version ${version} by its name`, async () => {
      assert.deepEqual(documented.map(({ Code }) => Code).sort(), [...errorCodes].sort());
      const account = await newAccount(client, endpoint());
      const jobId = await account.submit({ AppId }, { version });
      const asked = documented.map(({ Code }) => ({ Times: 1, Error: { Code } }));
      await account.own('POST', 'faults', asked);
      const errors = [];
      for (const _ of documented) errors.push(await refusalOf(account.get(jobId, { version })));
      const told = errors.map(client.read);
      assert.deepEqual(
        told.map(({ code, status }) => ({ Code: code, HttpStatus: status })),
        documented,
      );
      errors.forEach((error, index) => assertRefused(client, error, documented[index]));
      for (const { Matched, Fired } of await account.faults()) {
        assert.deepEqual({ Matched, Fired }, { Matched: documented.length, Fired: 1 });
      }
      assert.equal((await account.get(jobId, { version })).Status, 'Created');
      assert.equal((await account.polls(jobId)).Count, 1);
    });
  }
}
