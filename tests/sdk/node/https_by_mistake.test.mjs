// The likeliest first mistake: these SDKs speak HTTPS unless they are told otherwise.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openapiClientClients, openapiCoreClients, popCoreClients } from './clients.mjs';
import { startEmulator } from './emulator.mjs';
import { expectations } from './files.mjs';
import { credentialsOf, getJob } from './requests.mjs';

const { Bundled } = expectations;

describe('a client that is left to speak HTTPS', { timeout: 60_000 }, () => {
  let emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());

  for (const [client] of [openapiCoreClients, openapiClientClients, popCoreClients]) {
    it(`is told at once by ${client.name} that this is no TLS`, async () => {
      const settings = { scheme: 'https' };
      const call = client.connect(emulator.endpoint, credentialsOf(Bundled), settings);
      await assert.rejects(call(getJob(Bundled.FullJob.JobId)), /wrong version number/i);
    });
  }
});
