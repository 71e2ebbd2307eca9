// One shape for every official Node client, so that all of them meet the same expectations.
//
// connect(endpoint, credentials, settings) gives call(request). Settings may be retryOptions,
// autoretry, readTimeout and scheme. A request may name action, version, query, form, timestamp
// and nonce, and the answer has status, headers and body.
// read(error) says what the SDK made of a refusal; wording(refusal) what its error must be.
import { requirePackage, withoutUnset } from './files.mjs';

const openapiCore = requirePackage('@alicloud/openapi-core');
const openapiClient = requirePackage('@alicloud/openapi-client');
const coreRuntime = requirePackage('@darabonba/typescript');
const clientRuntime = requirePackage('@alicloud/tea-util');
const { RPCClient } = requirePackage('@alicloud/pop-core');

// V3 takes its time and nonce from headers, V1 from parameters; a caller may set both.
function openapiRequest({ query, form, timestamp, nonce }, protocol) {
  if (protocol === 'V1') {
    const own = withoutUnset({ Timestamp: timestamp, SignatureNonce: nonce });
    return withoutUnset({ query: { ...query, ...own }, body: form });
  }
  const headers = withoutUnset({ 'x-acs-date': timestamp, 'x-acs-signature-nonce': nonce });
  return withoutUnset({ query, headers, body: form });
}

/** The error class that the current core has for a refusal. */
function coreErrorFor({ Code, HttpStatus }) {
  if (Code.includes('Throttling')) return openapiCore.ThrottlingError;
  return HttpStatus < 500 ? openapiCore.ClientError : openapiCore.ServerError;
}

function openapi(packageName, details) {
  const isCore = packageName === '@alicloud/openapi-core';
  const sdk = isCore ? openapiCore : openapiClient;
  const models = isCore ? openapiCore.$OpenApiUtil : openapiClient;
  const { RuntimeOptions } = isCore ? coreRuntime : clientRuntime;
  const { name, protocol = 'V3', algorithm, method = 'POST' } = details;

  return {
    name: `${packageName} ${name}`,
    packageName,
    protocol,
    method,
    algorithm: algorithm ?? 'ACS3-HMAC-SHA256',
    takesForm: method === 'POST',
    takesBearer: true,
    RetryOptions: isCore ? coreRuntime.RetryOptions : undefined,

    connect(endpoint, credentials, { autoretry, retryOptions, readTimeout, scheme = 'http' } = {}) {
      const own = { endpoint, protocol: scheme.toUpperCase(), signatureAlgorithm: algorithm };
      const settings = withoutUnset({ ...credentials, ...own, retryOptions, readTimeout });
      const client = new sdk.default(new models.Config(settings));
      const runtime = autoretry ? { autoretry, maxAttempts: 3 } : {};
      return async (request) => {
        const params = new models.Params({
          action: request.action,
          version: request.version,
          protocol: 'HTTPS',
          pathname: '/',
          method,
          authType: 'AK',
          style: 'RPC',
          reqBodyType: 'formData',
          bodyType: 'json',
        });
        const openApiRequest = new models.OpenApiRequest(openapiRequest(request, protocol));
        const answer = await client.callApi(params, openApiRequest, new RuntimeOptions(runtime));
        return { status: answer.statusCode, headers: answer.headers, body: answer.body };
      };
    },

    read: (error) => ({
      code: error.code,
      status: error.statusCode,
      data: error.data,
      requestId: isCore ? error.requestId : error.data.RequestId,
      accessDenied: error.accessDeniedDetail,
      retryAfter: error.retryAfter,
    }),

    wording(refusal) {
      const { Code, HttpStatus, Message, RequestId } = refusal;
      const type = isCore ? coreErrorFor(refusal) : Error;
      const message = `${Code}: code: ${HttpStatus}, ${Message} request id: ${RequestId}`;
      return { type, name: type.name, message };
    },
  };
}

function popCore(method) {
  return {
    name: `@alicloud/pop-core ${method}`,
    packageName: '@alicloud/pop-core',
    protocol: 'V1',
    method,
    takesForm: method === 'POST',

    connect(endpoint, credentials, { readTimeout, scheme = 'http' } = {}) {
      const opts = withoutUnset({ readTimeout });
      const clients = new Map();
      const clientFor = (apiVersion) => {
        if (!clients.has(apiVersion)) {
          const own = { endpoint: `${scheme}://${endpoint}`, apiVersion, opts };
          const settings = { ...credentials, ...own };
          clients.set(apiVersion, new RPCClient(settings, true));
        }
        return clients.get(apiVersion);
      };
      return async ({ action, version, query, form, timestamp, nonce }) => {
        const own = withoutUnset({ Timestamp: timestamp, SignatureNonce: nonce });
        const params = { ...query, ...form, ...own };
        const [body, { response }] = await clientFor(version).request(action, params, { method });
        // Its parser makes objects without a prototype, which no plain object equals.
        const plain = structuredClone(body);
        return { status: response.statusCode, headers: response.headers, body: plain };
      };
    },

    read: (error) => ({
      code: error.code,
      status: error.entry.response.statusCode,
      data: error.data,
      requestId: error.data.RequestId,
      accessDenied: error.data.AccessDeniedDetail,
    }),

    wording: ({ Code, Message }, error) => ({
      type: Error,
      name: `${Code}Error`,
      message: `${Message}, URL: ${error.url}`,
    }),
  };
}

const v3 = { name: 'V3' };
const v3Get = { name: 'V3 GET', method: 'GET' };
const sm3 = { name: 'V3 with SM3', algorithm: 'ACS3-HMAC-SM3' };
const rsa = { name: 'V3 with RSA', algorithm: 'ACS3-RSA-SHA256' };
const rsaGet = { name: 'V3 GET with RSA', algorithm: 'ACS3-RSA-SHA256', method: 'GET' };
const v2Mode = { name: 'in v2 mode', protocol: 'V1', algorithm: 'v2' };

export const openapiCoreClients = [v3, v3Get, sm3, v2Mode].map((details) =>
  openapi('@alicloud/openapi-core', details),
);
export const openapiClientClients = [v3, v3Get, sm3, v2Mode].map((details) =>
  openapi('@alicloud/openapi-client', details),
);
export const popCoreClients = ['GET', 'POST'].map(popCore);

/** Those that sign with a private key, which they take instead of a secret. */
export const keyPairClients = ['@alicloud/openapi-core', '@alicloud/openapi-client'].flatMap(
  (packageName) => [rsa, rsaGet].map((details) => openapi(packageName, details)),
);
