// A client of TypeScript, by openapi-typescript and openapi-fetch: sets a whole job and reads it.
// Whatever the document does not say of a job does not compile here.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

declare const process: { argv: string[] };

function check<T>(what: string, got: T | undefined, wanted: T): void {
  if (got !== wanted) throw new Error(`${what} is ${String(got)}, not ${String(wanted)}`);
}

const api = createClient<paths>({ baseUrl: process.argv[2] });
const { data: account } = await api.POST('/_fake-ice/accounts', { body: { Service: 'Active' } });
if (!account) throw new Error('no account');
const path = { AccountId: account.AccountId, JobId: 'whole' };

const job: components['schemas']['JobBody'] = {
  AppId: 'app',
  AppParams: { prompt: 'a boat' },
  ProductionId: 'pd',
  FolderId: 'fd',
  Timeline: [{ Status: 'Created' }, { Status: 'Finished', After: '10s' }],
  Result: { ImageResult: [{ MediaId: 'm', OutputUrl: 'http://a/b' }], VideoResult: [{}] },
};
await api.PUT('/_fake-ice/accounts/{AccountId}/jobs/{JobId}', { params: { path }, body: job });
await api.POST('/_fake-ice/accounts/{AccountId}/clock', {
  params: { path }, body: { Advance: '10s' } });
const { data: state } = await api.GET('/_fake-ice/accounts/{AccountId}/jobs/{JobId}', {
  params: { path } });
check('Status', state?.Status, 'Finished');
check('AppId', state?.AppId, 'app');
check('AppParams', state?.AppParams, '{"prompt":"a boat"}');
check('ProductionId', state?.ProductionId, 'pd');
check('Timeline', state?.Timeline?.[1]?.After, '10s');
check('MediaId', state?.Result?.ImageResult?.[0]?.MediaId, 'm');
check('Polls', state?.Polls.Count, 0);

const faults = { params: { path } };
const one = { DelayMs: 1, Match: { JobId: 'whole' } };
await api.POST('/_fake-ice/accounts/{AccountId}/faults', { ...faults, body: one });
await api.POST('/_fake-ice/accounts/{AccountId}/faults', { ...faults, body: [one] });
const { data: added } = await api.POST('/_fake-ice/accounts/{AccountId}/faults', {
  ...faults, body: { Faults: [one] } });
check('Faults', added?.Faults.length, 3);
check('Match', added?.Faults[2]?.Match?.JobId, 'whole');

const { data: answer } = await api.GET('/', { params: { query: {
  Action: 'GetYikeAIAppJob', Version: '2020-11-09', Format: 'JSON', JobId: 'mine' } } });
if (!answer || !('Status' in answer) || !('JobId' in answer)) throw new Error('no job');
check('Status', answer.Status, 'Finished');
console.log('fine');
