// Where things are: the repository, the installed packages, the data that both languages share.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);

const json = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

export const withoutUnset = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

// The packages are installed outside the sources, where import would not find them.
export const requirePackage = createRequire(new URL('build/sdk/node/package.json', root));

export const binary =
  process.env.FAKE_ICE_BINARY || fileURLToPath(new URL('build/release/fake-ice', root));

export const fixturePath = fileURLToPath(new URL('tests/sdk/fixture.json', root));
export const fixture = json('tests/sdk/fixture.json');
export const expectations = json('tests/sdk/expectations.json');
export const identities = json('tests/sdk/identities.json');
export const jobs = json('tests/sdk/jobs.json');
export const apps = json('tests/sdk/apps.json');
export const faults = json('tests/sdk/faults.json');
export const polling = json('tests/sdk/polling.json');

/** The codes that a fault may name. */
export const errorCodes = json('schema/fixture.schema.json')
  .definitions.Fault.properties.Error.allOf[0].not.properties.Code.not.enum;
