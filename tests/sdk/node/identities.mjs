// Who may call: accounts, users, sessions and bearer tokens, and what the others are told.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { binary, identities, requirePackage } from './files.mjs';
import { assertRefused, credentialsOf, getJob, refusalOf, without } from './requests.mjs';

const { default: Credential, Config } = requirePackage('@alicloud/credentials');

const { Allowed, Denied, JobId, NoPermission, Refused } = identities;

const decode = (message) =>
  JSON.parse(execFileSync(binary, ['decode', message], { encoding: 'utf8' }));

export function describeIdentities(client, endpoint) {
  const isTaken = ({ Credentials }) => client.takesBearer || !Credentials.BearerToken;
  const connect = ({ Credentials }) => client.connect(endpoint(), credentialsOf(Credentials));

  for (const identity of Allowed.filter(isTaken)) {
    it(`reads a job as ${identity.Situation}`, async () => {
      const { body } = await connect(identity)(getJob(JobId));
      assert.deepEqual(without(body, 'RequestId'), { JobId, Status: 'Finished' });
    });
  }

  for (const refusal of Refused.filter(isTaken)) {
    it(`is refused ${refusal.Code} for ${refusal.Situation}`, async () => {
      assertRefused(client, await refusalOf(connect(refusal)(getJob(JobId))), refusal);
    });
  }

  for (const denial of Denied.filter(isTaken)) {
    it(`is told who may not do what as ${denial.Situation}`, async () => {
      const error = await refusalOf(connect(denial)(getJob(JobId)));
      assertRefused(client, error, NoPermission);
      const { EncodedDiagnosticMessage, ...detail } = client.read(error).accessDenied;
      assert.deepEqual({ ...detail }, denial.Detail);
      assert.match(EncodedDiagnosticMessage, /^AQEAAAAA[A-Za-z0-9+/]+=*$/);
      const { AuthResource, Conditions, ...decoded } = decode(EncodedDiagnosticMessage);
      assert.deepEqual(decoded, denial.Detail);
      assert.equal(AuthResource, `acs:ice:*:${denial.Detail.AuthPrincipalOwnerId}:*`);
      assert.deepEqual(Conditions['acs:SourceIp'], ['127.0.0.1']);
    });
  }

  if (!client.takesBearer) return;

  it('takes its bearer token from a credential of the package for these', async () => {
    const { Credentials } = Allowed.find((identity) => identity.Credentials.BearerToken);
    const config = new Config({ type: 'bearer', bearerToken: Credentials.BearerToken });
    const call = client.connect(endpoint(), { credential: new Credential(config) });
    assert.equal((await call(getJob(JobId))).body.JobId, JobId);
  });
}
