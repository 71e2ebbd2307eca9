// An account of one test alone, with the apps of jobs.json and a clock that only the test moves.
import assert from 'node:assert/strict';
import { control } from './emulator.mjs';
import { expectations, jobs, withoutUnset } from './files.mjs';
import { credentialsOf, getJob, without } from './requests.mjs';

export const JOB_ID = /^[0-9a-f]{32}$/;

const [version] = expectations.Versions;

export const asText = (params) =>
  params === undefined || typeof params === 'string' ? params : JSON.stringify(params);

/** The parameters of a submission, with AppParams as the text that is sent. */
export const withText = (parameters) =>
  withoutUnset({ ...parameters, AppParams: asText(parameters.AppParams) });

/** The account, and what a client of it asks; `more` may name another version of the API. */
export async function newAccount(client, endpoint, more) {
  const account = await control(endpoint, 'POST', 'accounts', { ...jobs.Account, ...more });
  const connect = (settings) => client.connect(endpoint, credentialsOf(account), settings);
  const call = connect();
  /** What the control API says of the account. */
  const own = (method, path, body) =>
    control(endpoint, method, `accounts/${account.AccountId}/${path}`, body);
  const clock = (change) => own('POST', 'clock', change);

  return {
    ...account,
    connect,
    call,
    own,
    setClock: (Set) => clock({ Set }),
    advance: (Advance) => clock({ Advance }),
    knownJobs: async () => (await own('GET', 'jobs')).Jobs,
    faults: async () => (await own('GET', 'faults')).Faults,

    /** How often the job was read, and when. */
    polls: async (jobId) => (await own('GET', `jobs/${jobId}`)).Polls,

    /** What the emulator saw of the account, oldest first. */
    async requests() {
      const path = `requests?AccountId=${account.AccountId}`;
      return (await control(endpoint, 'GET', path)).Requests.reverse();
    },

    /** Submits as the SDKs do, in a form, or in the query when the client has no form. */
    async submit(parameters = jobs.Submission, more = {}) {
      const place = client.takesForm ? 'form' : 'query';
      const request = { action: 'SubmitYikeAIAppJob', version, [place]: withText(parameters) };
      const { status, body } = await call({ ...request, ...more });
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(body).sort(), ['JobId', 'RequestId']);
      assert.match(body.JobId, JOB_ID);
      return body.JobId;
    },

    async get(jobId, more) {
      return without((await call(getJob(jobId, more))).body, 'RequestId');
    },

    async batch(jobIds, more) {
      const query = { JobIds: jobIds.join(',') };
      const request = { action: 'BatchGetYikeAIAppJob', version, query };
      const { body } = await call({ ...request, ...more });
      assert.deepEqual(Object.keys(body).sort(), ['JobList', 'RequestId']);
      return body.JobList;
    },

    async precheck(parameters, more) {
      const request = { action: 'PrecheckYikeAIAppJob', version, query: withText(parameters) };
      return without((await call({ ...request, ...more })).body, 'RequestId');
    },
  };
}
