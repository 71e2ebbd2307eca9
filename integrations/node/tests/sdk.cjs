'use strict';
/** The official SDK on an account; the client that all typed ones are made of. */
const { default: Client, $OpenApiUtil } = require('@alicloud/openapi-core');
const { RuntimeOptions } = require('@darabonba/typescript');

const APP = 'app_stylized_generate_image';

async function clientOf(account, settings = {}) {
  return new Client(new $OpenApiUtil.Config({ ...(await account.sdkConfig()), ...settings }));
}

async function call(client, action, query) {
  const params = new $OpenApiUtil.Params({
    action, version: '2020-11-09', protocol: 'HTTP', pathname: '/', method: 'POST',
    authType: 'AK', style: 'RPC', reqBodyType: 'formData', bodyType: 'json' });
  const request = new $OpenApiUtil.OpenApiRequest({ query });
  return (await client.callApi(params, request, new RuntimeOptions({}))).body;
}

async function submit(client) {
  const AppParams = JSON.stringify({ 'Extra.4.Prompt': 'a boat' });
  return (await call(client, 'SubmitYikeAIAppJob', { AppId: APP, AppParams })).JobId;
}

function get(client, JobId) {
  return call(client, 'GetYikeAIAppJob', { JobId });
}

/** The whole way of a job. */
async function drawsABoat(account, equal) {
  const client = await clientOf(account);
  await account.freeze();
  const jobId = await submit(client);
  equal((await get(client, jobId)).Status, 'Created');
  await account.advance('10s');
  const job = await get(client, jobId);
  equal(job.Status, 'Finished');
  const image = await fetch(job.Result.ImageResult[0].OutputUrl);
  equal(image.headers.get('content-type'), 'image/png');
  equal((await account.requests()).length, 3);
}

module.exports = { APP, call, clientOf, drawsABoat, get, submit };
