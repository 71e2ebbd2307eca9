// What a person sees who writes a fixture in an editor: VS Code's own language service, asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { require, resolve, schema, texts } from './files.mjs';

const { getLanguageService, TextDocument } = require('vscode-json-languageservice');

const URI = 'file:///fixture.json';
const service = getLanguageService({});
service.configure({ schemas: [{ uri: schema.$id, fileMatch: ['*.json'], schema }] });

function open(text) {
  const document = TextDocument.create(URI, 'json', 1, text);
  return [document, service.parseJSONDocument(document)];
}

async function complaints(text) {
  const found = await service.doValidation(...open(text), {}, schema);
  return found.map(({ message }) => message);
}

/** Every key of every object that the schema knows, with its part of the schema. */
function* keys(part = schema, seen = new Set()) {
  const rule = resolve(part);
  if (seen.has(rule)) return;
  seen.add(rule);
  for (const [key, child] of Object.entries(rule.properties ?? {})) {
    yield [key, child];
    yield* keys(child, seen);
  }
  if (rule.items) yield* keys(rule.items, seen);
}

test('every key has a description', () => {
  const found = [...keys()];
  assert.ok(found.length > 60);
  assert.deepEqual(found.filter(([, part]) => !resolve(part).description).map(([key]) => key), []);
});

test('hovering over a key shows what it is', async () => {
  const text = '{"Accounts":[{"AccountId":"1","Users":[],"Sessions":[],"Jobs":[{"JobId":"j",'
    + '"AppId":"a","Status":"Created","Result":{"ImageResult":[{"MediaId":"m"}]}}]}]}';
  const [document, parsed] = open(text);
  for (const [, key] of text.matchAll(/"(\w+)":/g)) {
    const place = document.positionAt(text.indexOf(`"${key}"`) + 2);
    const hover = await service.doHover(document, place, parsed);
    assert.ok(hover?.contents.join?.('') || hover?.contents.value, `nothing about ${key}`);
  }
});

test('nothing is wrong with the fixtures that come with fake-ice, comments included', async () => {
  for (const [name, text] of texts('fixtures')) assert.deepEqual(await complaints(text), [], name);
});

test('a mistake is told in words, not as an expression or in terms of schemas', async () => {
  const job = (rest) => `{"Jobs":[{"JobId":"j",${rest}}]}`;
  const fault = (rest) => `{"Faults":[{${rest}}]}`;
  for (const [text, message] of [
    [job('"Timeline":[{"Status":"Created","After":"2 s"}]'),
      'expected a duration such as 250ms, 2s, 1m30s'],
    [job('"Status":"Created","CreatedAt":"noon"'),
      'expected a time such as 2026-02-06T18:53:34.001+08:00'],
    [job('"AppId":"a"'), 'needs either the key "Status" or "Timeline", and not both'],
    [fault('"Times":1'), resolve({ $ref: '#/definitions/Fault' }).allOf[0].errorMessage],
  ]) {
    assert.deepEqual(await complaints(text), [message], text);
  }
});

test('every rule and every pattern has its words', () => {
  const walk = (part) => {
    if (part === null || typeof part !== 'object') return;
    if (typeof part.pattern === 'string' && !part.required) {
      assert.ok(part.patternErrorMessage, part.pattern);
    }
    for (const rule of part.allOf ?? []) assert.ok(rule.errorMessage, JSON.stringify(rule));
    for (const [key, child] of Object.entries(part)) if (key !== 'not') walk(child);
  };
  walk(schema);
});

test('an editor proposes values, and says what stands where nothing is written', () => {
  const account = schema.definitions.Account.properties;
  assert.equal(account.Service.default, 'Active');
  assert.ok(schema.definitions.Duration.examples.length > 0);
  assert.equal(schema.allowComments, true);
  assert.match(schema.$id, /^urn:fake-ice:/);
});
