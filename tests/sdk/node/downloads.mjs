// What an output's URL gives to a plain HTTP client that has no key.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { newAccount } from './accounts.mjs';
import { fixture, jobs, requirePackage, withoutUnset } from './files.mjs';

const { PNG } = requirePackage('pngjs');
const { Account, LastModified, LifeTime, Outputs } = jobs;
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

/** Ordinary decoders by the extension of the file; each throws when it is none. */
export const decode = {
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

export async function download(url, options) {
  const response = await fetch(url, options);
  const content = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, content };
}

async function finishedJob(client, endpoint, { submission, lifeTime = LifeTime, ...more } = {}) {
  const account = await newAccount(client, endpoint, more);
  const jobId = await account.submit(submission);
  await account.advance(lifeTime);
  const job = await account.get(jobId);
  assert.equal(job.Status, 'Finished');
  return { account, job };
}

/** A job whose two links are good for an hour, with an account that has these apps. */
async function jobOfSignedLinks(client, endpoint, Apps) {
  const submission = { AppId: 'app_of_signed_links' };
  const more = withoutUnset({ Apps, submission, lifeTime: '1s' });
  const { account, job } = await finishedJob(client, endpoint, more);
  const links = job.Result.ImageResult.map(({ OutputUrl }) => new URL(OutputUrl));
  return { account, job, links };
}

/** A link as it is, with other values of its query. */
function changed(link, query) {
  const url = new URL(link);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** OSS's refusal, which is the same for any client. */
async function assertForbidden(url, code, message) {
  const { status, headers, content } = await download(url);
  assert.equal(status, 403);
  assert.equal(headers.get('content-type'), 'application/xml');
  const text = content.toString();
  assert.ok(text.includes(`<Code>${code}</Code>`), text);
  assert.ok(text.includes(`<Message>${message}`), text);
}

/** A picture of the test's own, and its pixels. */
function drawPicture() {
  const picture = new PNG({ width: 5, height: 3 });
  picture.data.forEach((_, index) => (picture.data[index] = (index * 37) % 256));
  return { pixels: picture.data, bytes: PNG.sync.write(picture) };
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

  it('downloads by a signed link until the link has expired', async () => {
    const { account, job, links } = await jobOfSignedLinks(client, endpoint());
    for (const link of links) {
      const { Expires, ...rest } = Object.fromEntries(link.searchParams);
      const issued = new Date(Account.Clock.FrozenAt).getTime() / 1000 + 1;
      assert.equal(Number(Expires), issued + 60 * 60);
      assert.deepEqual(Object.keys(rest), ['OSSAccessKeyId', 'Signature']);
    }
    await account.advance('59m59s');
    for (const link of links) {
      const { status, content } = await download(link);
      assert.equal(status, 200);
      decode['.png'](content);
    }
    await account.advance('1s1ms');
    for (const link of links) await assertForbidden(link, 'AccessDenied', 'Request has expired.');
    const [{ OutputUrl }] = (await account.get(job.JobId)).Result.ImageResult;
    assert.equal((await download(OutputUrl)).status, 200);
  });

  it('may not download by a link that was changed', async () => {
    const { links } = await jobOfSignedLinks(client, endpoint());
    const [link, other] = links;
    const Expires = Number(link.searchParams.get('Expires')) + 1;
    const Signature = other.searchParams.get('Signature');
    const mismatch = 'The request signature we calculated does not match';
    for (const query of [{ Signature }, { Expires }]) {
      await assertForbidden(changed(link, query), 'SignatureDoesNotMatch', mismatch);
    }
    const unknown = 'The OSS Access Key Id you provided does not exist';
    const nobody = changed(link, { OSSAccessKeyId: 'nobody' });
    await assertForbidden(nobody, 'InvalidAccessKeyId', unknown);
    const bare = new URL(link.pathname, link);
    await assertForbidden(bare, 'AccessDenied', 'You have no right to access this object');
    assert.equal((await download(link)).status, 200);
  });

  it("downloads a test's own picture byte for byte", async () => {
    const { pixels, bytes } = drawPicture();
    const own = { File: 'cat.png', Content: bytes.toString('base64') };
    const Timeline = [{ Status: 'Created' }, { After: '1s', Status: 'Finished' }];
    const Result = { ImageResult: [own, { ...own, UrlExpiresAfter: '1h' }] };
    const Apps = [{ AppId: 'app_of_signed_links', Timeline, Result }];
    const { links } = await jobOfSignedLinks(client, endpoint(), Apps);
    assert.deepEqual(links.map(({ search }) => search === ''), [true, false]);
    for (const link of links) {
      const { status, headers, content } = await download(link);
      assert.equal(status, 200);
      assert.equal(headers.get('content-type'), 'image/png');
      assert.deepEqual(content, bytes);
      assert.deepEqual(PNG.sync.read(content).data, pixels);
    }
  });
}
