// Clients that speak HTTPS as they do by themselves: the endpoint is told, and trust is given by
// the environment alone, which Node reads when a process begins.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openapiClientClients, openapiCoreClients } from './clients.mjs';
import { startEmulator } from './emulator.mjs';

const liveAJob = fileURLToPath(new URL('over_https.mjs', import.meta.url));

describe('clients that speak HTTPS', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'fake-ice-https-'));
  const file = join(folder, 'env');
  let emulator;
  before(async () => {
    emulator = await startEmulator(
      undefined,
      '--tls-listen',
      '127.0.0.1:0',
      '--write-env',
      file,
    );
  });
  after(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  const run = (name, trust) =>
    spawnSync(
      process.execPath,
      [liveAJob, emulator.endpoint, emulator.secureEndpoint, name],
      { env: { PATH: process.env.PATH, ...trust }, encoding: 'utf8', timeout: 60_000 },
    );
  const trust = () => {
    const [, value] = /^export NODE_EXTRA_CA_CERTS='(.*)'$/m.exec(readFileSync(file, 'utf8'));
    return { NODE_EXTRA_CA_CERTS: value };
  };

  for (const [client] of [openapiCoreClients, openapiClientClients]) {
    it(`submit, poll and download with ${client.name}`, () => {
      const ended = run(client.name, trust());
      assert.equal(ended.status, 0, ended.stderr);
      const [status, url, type] = ended.stdout.trim().split(' ');
      assert.equal(status, 'Finished');
      assert.ok(url.startsWith(`https://${emulator.secureEndpoint}/_media/`), url);
      assert.equal(type, 'image/png');
    });
  }

  it('refuse it without trust', () => {
    const ended = run(openapiCoreClients[0].name, {});
    assert.notEqual(ended.status, 0);
    assert.match(ended.stderr, /unable to verify|self-signed|unable to get/i);
  });
});
