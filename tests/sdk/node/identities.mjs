// Who may call: accounts, users and sessions, and what the others are told.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { binary, identities } from './files.mjs';
import { assertRefused, credentialsOf, getJob, refusalOf, without } from './requests.mjs';

const { Allowed, Denial, Denied, JobId, Refused } = identities;

const decode = (message) =>
  JSON.parse(execFileSync(binary, ['decode', message], { encoding: 'utf8' }));

function assertDecoded(decoded, detail) {
  const { AuthPrincipalType, AuthPrincipalOwnerId, AuthPrincipalDisplayName } = detail;
  const isExplicit = detail.NoPermissionType === 'ExplicitDeny';
  assert.equal(decoded.ExplicitDeny, isExplicit);
  assert.equal(decoded.NoPermissionPolicyType, detail.PolicyType);
  assert.equal(decoded.AuthAction, detail.AuthAction);
  assert.equal(decoded.AuthResource, `acs:ice:*:${AuthPrincipalOwnerId}:*`);
  assert.deepEqual(decoded.AuthPrincipal,
    { AuthPrincipalType, AuthPrincipalOwnerId, AuthPrincipalDisplayName });
  const address = decoded.AuthConditions.find((one) => one.ConditionKey === 'acs:SourceIp');
  assert.deepEqual(address.ConditionValues, ['127.0.0.1']);
  assert.deepEqual(decoded.MatchedPolicies.map(({ Effect }) => Effect), isExplicit ? ['Deny'] : []);
}

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
      assertRefused(client, error, Denial);
      const { EncodedDiagnosticMessage, ...detail } = client.read(error).accessDenied;
      assert.deepEqual({ ...detail }, denial.Detail);
      assert.match(EncodedDiagnosticMessage, /^AQEAAAAA[A-Za-z0-9+/]+=*$/);
      assertDecoded(decode(EncodedDiagnosticMessage), denial.Detail);
    });
  }
}
