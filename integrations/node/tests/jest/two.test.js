'use strict';
/** Tests at once in two files, each of which has a server. */
const { start } = require('fake-ice');
const { drawsABoat } = require('../sdk.cjs');

let server;
beforeAll(async () => {
  server = await start();
});
afterAll(() => server.stop());

describe('file two', () => {
  for (let number = 1; number <= 8; ++number) {
    test.concurrent(`draws boat ${number}`, () =>
      server.withAccount((account) =>
        drawsABoat(account, (one, other) => expect(one).toBe(other))));
  }
});
