// A program that knows nothing of fake-ice, below fake-ice exec: it is told the service's own host
// name and speaks HTTPS as it does by itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openapiClientClients, openapiCoreClients } from './clients.mjs';
import { binary } from './files.mjs';

const cloud = 'ice.cn-shanghai.aliyuncs.com';
const liveAJob = fileURLToPath(new URL('over_https.mjs', import.meta.url));

// Asked of another program, so that a mistake of fake-ice's is none of the machine's.
const unshare = ['--user', '--map-root-user', '--net', '--mount', 'true'];
const skip = spawnSync('unshare', unshare).status !== 0 && 'no user may make namespaces here';

describe('clients below exec', { timeout: 120_000, skip }, () => {
  for (const [client] of [openapiCoreClients, openapiClientClients]) {
    it(`submit, poll and download with ${client.name}`, () => {
      const command = [process.execPath, liveAJob, '127.0.0.1:80', cloud, client.name];
      const ended = spawnSync(binary, ['exec', '--', ...command], {
        env: { PATH: process.env.PATH },
        encoding: 'utf8',
        timeout: 120_000,
      });
      assert.equal(ended.status, 0, ended.stderr);
      const [status, url, type] = ended.stdout.trim().split(' ');
      assert.equal(status, 'Finished');
      assert.ok(url.startsWith(`https://${cloud}/_media/`), url);
      assert.equal(type, 'image/png');
      assert.equal(ended.stderr, '');
    });
  }
});
