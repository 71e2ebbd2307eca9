// What an app asks of AppParams: a precheck names every fault, a submission is refused.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newAccount } from './accounts.mjs';
import { apps, expectations, jobs, withoutUnset } from './files.mjs';
import { assertRefused, refusalOf } from './requests.mjs';

const { Prechecks, SubmitRefusals } = apps;
const { AppId } = jobs.Submission;

export function describeApps(client, endpoint) {
  for (const { Situation, AppParams, Result } of Prechecks) {
    it(`prechecks ${Situation}`, async () => {
      const account = await newAccount(client, endpoint());
      const Status = Result ? 'Failed' : 'Success';
      for (const version of expectations.Versions) {
        const answer = await account.precheck({ AppId, AppParams }, { version });
        assert.deepEqual(answer, withoutUnset({ Status, Result }));
      }
      assert.deepEqual(await account.knownJobs(), []);
    });
  }

  it('may not precheck AppParams that are no JSON', async () => {
    const account = await newAccount(client, endpoint());
    const refusal = SubmitRefusals.find((one) => one.Situation === 'AppParams that are no JSON');
    assertRefused(client, await refusalOf(account.precheck(refusal.Submission)), refusal);
  });

  for (const refusal of SubmitRefusals) {
    it(`is refused ${refusal.Code} when it submits ${refusal.Situation}`, async () => {
      const account = await newAccount(client, endpoint());
      for (const version of expectations.Versions) {
        const error = await refusalOf(account.submit(refusal.Submission, { version }));
        assertRefused(client, error, refusal);
      }
      assert.deepEqual(await account.knownJobs(), []);
    });
  }
}
