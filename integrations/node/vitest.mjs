// fake-ice in Vitest. As a globalSetup it runs one server for all workers; in a test file it gives
// each test an account of that server, and its requests to the error of a test that fails.
import { attach, Server, start } from './index.mjs';
import { withJournal } from './lib/journal.js';

export default async function setup({ provide }) {
  const server = await start();
  provide('fakeIceUrl', server.url);
  provide('fakeIceLog', Server.logOf(server));
  return () => server.stop();
}

function extended({ test, inject }) {
  return test.extend({
    fakeIceServer: async ({}, use) => {
      const url = inject('fakeIceUrl');
      if (!url) {
        throw new Error("fake-ice: vitest.config needs test: { globalSetup: ['fake-ice/vitest'] }");
      }
      await use(await attach(url, inject('fakeIceLog')));
    },
    fakeIce: async ({ fakeIceServer, task }, use) => {
      const account = await fakeIceServer.account();
      await use(account);
      const error = task.result?.state === 'fail' && task.result.errors?.at(-1);
      if (error) withJournal(error, await account.journal());
      await account.delete();
    },
  });
}

// Where a globalSetup runs, Vitest has no tests to extend and says so.
export const test = await import('vitest').then(extended).catch((error) => () => {
  throw error;
});
export const it = test;
