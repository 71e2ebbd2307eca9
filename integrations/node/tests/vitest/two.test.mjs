// Tests at once, within a file and beside the other file, on the one server of the globalSetup.
import { createRequire } from 'node:module';
import { describe, inject } from 'vitest';
import { test } from 'fake-ice/vitest';

const { drawsABoat } = createRequire(import.meta.url)('../sdk.cjs');

describe.concurrent('file two', () => {
  for (let number = 1; number <= 8; ++number) {
    test(`draws boat ${number}`, ({ fakeIce, expect }) =>
      drawsABoat(fakeIce, (one, other) => expect(one).toBe(other)));
  }
});

test('the server is the one of the globalSetup', ({ fakeIceServer, expect }) => {
  expect(fakeIceServer.url).toBe(inject('fakeIceUrl'));
});
