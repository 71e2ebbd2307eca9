// What the tests of schema/fixture.schema.json read: the schema, fixtures, and installed packages.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const scratch = path.join(root, 'build/schema');
/** Takes packages from where tests/schema/run installs them. */
export const require = createRequire(path.join(scratch, 'package.json'));
export const binary = process.env.FAKE_ICE_BINARY ?? path.join(root, 'build/release/fake-ice');

export const schema = JSON.parse(readFileSync(path.join(root, 'schema/fixture.schema.json')));

/** The fixtures of a folder, by name, as their text. */
export function texts(folder) {
  const names = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.json'));
  return names.map((name) => [name, readFileSync(path.join(root, folder, name), 'utf8')]);
}

/** `schema`, or what it refers to. */
export function resolve(part) {
  return part.$ref ? schema.definitions[part.$ref.replace('#/definitions/', '')] : part;
}
