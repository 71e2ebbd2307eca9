// Submits a job over HTTPS, polls it once it is finished and downloads what it made.
// Arguments: plain endpoint, endpoint of HTTPS, name of the client.
import { openapiClientClients, openapiCoreClients } from './clients.mjs';
import { control } from './emulator.mjs';
import { expectations } from './files.mjs';
import { credentialsOf, getJob } from './requests.mjs';

const [endpoint, secureEndpoint, name] = process.argv.slice(2);
const clients = [...openapiCoreClients, ...openapiClientClients];
const client = clients.find((one) => one.name === name);
const call = client.connect(secureEndpoint, credentialsOf(expectations.Bundled), {
  scheme: 'https',
});
const submitted = await call({
  action: 'SubmitYikeAIAppJob',
  version: expectations.Versions[0],
  query: { AppId: 'any', AppParams: '{}' },
});
await control(endpoint, 'POST', 'accounts/1000000000000001/clock', { Advance: '1h' });
const { body } = await call(getJob(submitted.body.JobId));
const url = body.Result.ImageResult[0].OutputUrl;
const download = await fetch(url);
await download.arrayBuffer();
console.log(body.Status, url, download.headers.get('content-type'));
