// Reads a finished job of the server at the usual address with an official SDK; prints its status.
import { openapiCoreClients } from '../sdk/node/clients.mjs';
import { expectations } from '../sdk/node/files.mjs';

const credentials = {
  accessKeyId: 'fake-ice-access-key-id',
  accessKeySecret: 'fake-ice-access-key-secret',
};
const call = openapiCoreClients[0].connect('127.0.0.1:20201', credentials);
const { body } = await call({
  action: expectations.Action,
  version: expectations.Versions[0],
  query: { JobId: '00000000000000000000000000000004' },
});
console.log(body.Status);
