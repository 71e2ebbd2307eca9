// What an output's URL gives to a plain HTTP client that has no key.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { newAccount } from './accounts.mjs';
import { fixture, jobs, requirePackage } from './files.mjs';

const { PNG } = requirePackage('pngjs');
const { LastModified, LifeTime, Outputs } = jobs;
const hasFfprobe = spawnSync('ffprobe', ['-version']).status === 0;
const PROBE = ['-v', 'error', '-show_entries', 'format=format_name:stream=codec_type'];

/** What ffprobe says of a file; nothing where it is not installed. */
function probe(content) {
  if (!hasFfprobe) return undefined;
  const { stdout, stderr } = spawnSync('ffprobe', [...PROBE, '-of', 'json', 'pipe:0'], {
    input: content,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  const { format, streams } = JSON.parse(stdout);
  return { names: format.format_name.split(','), types: streams.map((one) => one.codec_type) };
}

const decode = {
  '.png': (content) => {
    const { width, height, data } = PNG.sync.read(content);
    assert.ok(width > 0 && height > 0);
    assert.equal(data.length, width * height * 4);
  },
  '.mp4': (content) => {
    assert.equal(content.toString('latin1', 4, 8), 'ftyp');
    const { names, types } = probe(content) ?? { names: ['mp4'], types: ['video'] };
    assert.ok(names.includes('mp4'), names);
    assert.ok(types.includes('video'), types);
  },
  '.mp3': (content) => {
    const hasTag = content.toString('latin1', 0, 3) === 'ID3';
    assert.ok(hasTag || (content[0] === 0xff && (content[1] & 0xe0) === 0xe0));
    const found = probe(content) ?? { names: ['mp3'], types: ['audio'] };
    assert.deepEqual(found, { names: ['mp3'], types: ['audio'] });
  },
};

async function download(url, options) {
  const response = await fetch(url, options);
  const content = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, content };
}

async function finishedJob(client, endpoint) {
  const account = await newAccount(client, endpoint);
  const jobId = await account.submit();
  await account.advance(LifeTime);
  return { account, job: await account.get(jobId) };
}

function assertHeaders({ headers, content }, { ContentType }, whole = content) {
  assert.equal(headers.get('content-type'), ContentType);
  assert.equal(headers.get('accept-ranges'), 'bytes');
  assert.equal(headers.get('last-modified'), LastModified);
  const digest = createHash('md5').update(whole).digest('hex').toUpperCase();
  assert.equal(headers.get('etag'), `"${digest}"`);
}

async function checkOutput(url, output) {
  const whole = await download(url);
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get('content-length'), String(whole.content.length));
  assertHeaders(whole, output);
  decode[output.Extension](whole.content);

  const head = await download(url, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.content.length, 0);
  assert.equal(head.headers.get('content-length'), String(whole.content.length));
  assertHeaders(head, output, whole.content);

  const size = whole.content.length;
  for (const [range, first, end] of [
    ['bytes=0-3', 0, 4],
    ['bytes=100-', 100, size],
    ['bytes=-7', size - 7, size],
    [`bytes=${size - 1}-${size + 9}`, size - 1, size],
  ]) {
    const part = await download(url, { headers: { Range: range } });
    assert.equal(part.status, 206, range);
    assert.equal(part.headers.get('content-range'), `bytes ${first}-${end - 1}/${size}`);
    assert.deepEqual(part.content, whole.content.subarray(first, end));
    assertHeaders(part, output, whole.content);
  }
  const beyond = await download(url, { headers: { Range: `bytes=${size}-` } });
  assert.equal(beyond.status, 416);
  assert.equal(beyond.headers.get('content-range'), `bytes */${size}`);
}

export function describeDownloads(client, endpoint) {
  it('downloads the images, the video and the sound of a job without a key', async () => {
    const { job } = await finishedJob(client, endpoint());
    for (const output of Outputs) {
      const { OutputUrl } = job.Result[output.Result][output.Number];
      await checkOutput(OutputUrl, output);
    }
  });

  it('downloads an image of a job whatever its name', async () => {
    const Result = { ImageResult: [{}] };
    const Jobs = fixture.Accounts[0].Jobs.map(({ JobId }) => ({
      JobId,
      Status: 'Finished',
      Result,
    }));
    const account = await newAccount(client, endpoint(), { Jobs });
    for (const { JobId } of Jobs) {
      const [{ OutputUrl }] = (await account.get(JobId)).Result.ImageResult;
      const { status, content } = await download(OutputUrl);
      assert.equal(status, 200, OutputUrl);
      decode['.png'](content);
    }
  });

  it('finds no output to download before the job has finished', async () => {
    const { account, job } = await finishedJob(client, endpoint());
    const [{ OutputUrl }] = job.Result.ImageResult;
    assert.ok(OutputUrl.includes(job.JobId), OutputUrl);
    const unfinished = OutputUrl.replace(job.JobId, await account.submit());
    const early = await download(unfinished);
    assert.equal(early.status, 404);
    assert.match(early.content.toString(), /<Code>NoSuchKey<\/Code>/);
    await account.advance(LifeTime);
    assert.equal((await download(unfinished)).status, 200);
  });
}
