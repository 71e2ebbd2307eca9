// Large answers: gzip for those that accept it, and plain for the SDKs, which do not ask for it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { control } from './emulator.mjs';
import { credentialsOf, firstHeaders, getJob, withRelay, without } from './requests.mjs';

/** A job whose answer is much larger than what is worth compressing. */
export const largeJob = {
  JobId: 'of many results',
  Status: 'Finished',
  Result: {
    ImageResult: Array.from({ length: 50 }, (_, index) => ({
      MediaId: `media-${index}`,
      OutputUrl: `https://example.com/outputs/${index}.png`,
    })),
  },
};

export const smallJob = { JobId: 'of no results', Status: 'Created' };

/** An account with these jobs. */
export async function accountWithJobs(endpoint) {
  return control(endpoint, 'POST', 'accounts', { Jobs: [largeJob, smallJob] });
}

export function describeCompression(client, endpoint) {
  it('reads a job of many results, which come uncompressed', async () => {
    const account = await accountWithJobs(endpoint());
    await withRelay(endpoint(), async (relay) => {
      const call = client.connect(relay.endpoint, credentialsOf(account));
      const { body } = await call(getJob(largeJob.JobId));
      assert.deepEqual(without(body, 'RequestId'), largeJob);
      const headers = firstHeaders(relay);
      assert.equal(headers.get('content-encoding'), null);
      assert.equal(headers.get('vary'), 'Accept-Encoding');
      assert.ok(Number(headers.get('content-length')) > 1024);
    });
  });
}
