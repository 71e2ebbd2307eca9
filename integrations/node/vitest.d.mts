import type { TestAPI } from 'vitest';
import type { Account, Server } from './index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the server of the globalSetup is. */
    fakeIceUrl: string;
    /** The file of its log, when it was started there. */
    fakeIceLog: string | undefined;
  }
}

/** As a globalSetup: runs one server for all workers. */
export default function setup(project: {
  provide(key: 'fakeIceUrl' | 'fakeIceLog', value: string | undefined): void;
}): Promise<() => Promise<void>>;

export interface FakeIceFixtures {
  /** An account of the test's own; the error of a test that fails tells what it was asked. */
  fakeIce: Account;
  /** The server of the globalSetup. */
  fakeIceServer: Server;
}

/** Vitest's `test` with an account for each test that asks for one. */
export declare const test: TestAPI<FakeIceFixtures>;
export declare const it: TestAPI<FakeIceFixtures>;
