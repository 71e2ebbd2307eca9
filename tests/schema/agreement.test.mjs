// ajv, reading schema/fixture.schema.json, and `fake-ice check` say the same of 2,000 documents.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { chance, Writer } from './documents.mjs';
import { binary, require, schema, scratch, texts } from './files.mjs';

const Ajv = require('ajv').default;
const { parse } = require('jsonc-parser');

const SEED = 20201109;
const DOCUMENTS = 2000;

// What no JSON Schema can say, and only the program knows. docs/fixtures.md has the same list.
const ONLY_THE_PROGRAM_KNOWS = [
  [/stands already at/, 'ids and keys are unique in a document'],
  [/ is masked: /, 'what GET fixtures answers is a fixture, but for its secrets'],
  [/ is not from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59\.999Z$/, 'years beside an offset'],
  [/ is not a time that exists$/, 'a calendar: there is no 30 February'],
  [/ is longer than a thousand years/, 'a sum over the units of a duration'],
  [/ the first step begins with the job/, 'the steps of a timeline depend on each other'],
  [/ cannot follow | can follow | needs After or AfterPolls/, 'the same'],
  [/ of a step before$/, 'the same'],
  [/ is more than the Polls of the job$| that of the element before$/, 'and so do the reads'],
  [/ is less than Minimum$/, 'one number is compared with another'],
  [/ is no regular expression: /, 'what the program takes as a regular expression'],
  [/ is not an RSA public key/, 'the bytes within PEM'],
  [/beside the fixture|leads out of the fixture|is not a plain file|is no name of a file/, 'files'],
  [/ has a Content that is no base64$/, 'an expression for base64 takes too long on 16 MiB'],
  [/ is not for a fault to set| stands there already, in another case$/, 'names ignore case'],
  [/ must be \* or of the form /, "RAM's grammar of actions and resources"],
  [/ condition operator| condition key | must be (a|an) | must have one value/, "RAM's conditions"],
];

/** What the program says against each of the files in `folder`, by name: places and reasons. */
function refusals(folder) {
  const { stderr, status } = spawnSync(binary, ['check', folder],
    { maxBuffer: 1 << 28, encoding: 'utf8' });
  assert.ok(status === 1, `check ended with ${status}: ${stderr.slice(0, 500)}`);
  const reasons = new Map();
  for (const line of stderr.split('\n')) {
    const [, name, reason] = /(\d+\.json)(: [^]*)$/.exec(line) ?? [];
    // Each document is for itself; that another one has the same key is no matter.
    if (!name || / belongs to account [^]* in /.test(line)) continue;
    reasons.set(name, [...(reasons.get(name) ?? []), reason]);
  }
  return reasons;
}

test(`ajv and the program agree on ${DOCUMENTS} documents`, () => {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  // Words of editors, which say nothing about validity.
  ajv.addVocabulary(['allowComments', 'errorMessage', 'patternErrorMessage']);
  const accepts = ajv.compile(schema);
  const writer = new Writer(chance(SEED));
  const known = [...texts('fixtures'), ...texts('tests/fixtures/bad')]
    .map(([, text]) => parse(text))
    .filter((document) => document !== null && typeof document === 'object');

  const folder = path.join(scratch, 'documents');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const documents = Array.from({ length: DOCUMENTS }, (_, i) => {
    const document = i % 4 === 3 ? structuredClone(writer.one(known)) : writer.document();
    for (let changes = i % 3; changes > 0; --changes) writer.change(document);
    const text = writer.json(document);
    const name = `${String(i).padStart(4, '0')}.json`;
    writeFileSync(path.join(folder, name), text);
    return { name, valid: accepts(JSON.parse(text)), errors: accepts.errors };
  });

  const refused = refusals(folder);
  let valid = 0;
  for (const { name, valid: fits, errors } of documents) {
    const reasons = refused.get(name) ?? [];
    if (fits) {
      ++valid;
      const unforeseen = reasons.filter(
        (reason) => !ONLY_THE_PROGRAM_KNOWS.some(([foreseen]) => foreseen.test(reason)));
      assert.deepEqual(unforeseen, [], `ajv accepts ${folder}/${name}, the program does not`);
    } else {
      assert.notDeepEqual(reasons, [],
        `the program accepts ${folder}/${name}, ajv says ${JSON.stringify(errors)}`);
    }
  }
  // Both kinds are there in numbers, or the agreement would say nothing.
  assert.ok(valid > DOCUMENTS / 5 && valid < (DOCUMENTS * 4) / 5, `${valid} are valid`);
});
