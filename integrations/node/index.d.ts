/** JSON of a fixture or of the control API, in its own PascalCase. */
export type Json = Record<string, any>;

export interface StartOptions {
  /** Of the command line, such as `['--strict-apps']`; with them a server is always started. */
  options?: readonly string[];
  /** How long the server may take to start. */
  msToStart?: number;
}

/** Attaches to the server that FAKE_ICE_URL names, else starts one on a free port. */
export declare function start(options?: StartOptions): Promise<Server>;

/** The server that runs at a URL, such as `http://127.0.0.1:20201`; stop() leaves it alone. */
export declare function attach(url: string): Promise<Server>;

/** A running server; any number of tests may use it at once, each with its own account. */
export declare class Server {
  private constructor();
  readonly url: string;
  /** `host:port` */
  readonly endpoint: string;
  /** A new account that no other test sees; the fixture gives it apps, users and the rest. */
  account(fixture?: Json): Promise<Account>;
  /**
   * Runs a test with an account of its own and gives it back. When the test fails, its error says
   * what the account was asked.
   */
  withAccount<Result>(
    run: (account: Account) => Result | PromiseLike<Result>,
    fixture?: Json,
  ): Promise<Result>;
  /** Calls the control API, for what has no word of its own here. */
  control(method: string, path: string, body?: unknown): Promise<Json>;
  /** Ends the server when it was started here. */
  stop(): Promise<void>;
}

/** What the `Config` of the official SDK takes. */
export interface SdkConfig {
  accessKeyId: string;
  accessKeySecret: string;
  endpoint: string;
  protocol: string;
}

export interface Clock {
  Now: string;
  Frozen: boolean;
}

export interface Verdict {
  Passed: boolean;
  Failures: { Rule: string; Message: string; Polls?: Json[] }[];
  Polls: number;
}

/** Jobs, clock, faults and journal of one account, and the keys that sign for it. */
export declare class Account {
  private constructor();
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** `host:port` */
  readonly endpoint: string;
  readonly url: string;
  /** What `new Config(await account.sdkConfig())` of the official SDK needs. */
  sdkConfig(): Promise<SdkConfig>;
  /** Moves the account's clock, by `'10s'` or `'1m30s'`. */
  advance(duration: string): Promise<Clock>;
  /** Stops the account's clock, so that only advance() moves it, or lets it go on. */
  freeze(frozen?: boolean): Promise<Clock>;
  /** Sets or replaces a job of a fixture; a JobId that is left out is made up. */
  putJob(job: Json): Promise<Json>;
  /** Answers the next requests, of one action or of any, with that error. */
  failNext(code: string, options?: { times?: number; action?: string }): Promise<void>;
  /** Adds a fault of a fixture: errors, delays, connections that break, spoilt bodies. */
  fault(fault: Json): Promise<void>;
  /** What came with this account's keys, newest first. */
  requests(filters?: {
    Action?: string;
    JobId?: string;
    Code?: string;
    Limit?: number;
  }): Promise<Json[]>;
  /** Holds the polls of a job against rules. */
  verify(jobId: string, rules: Json): Promise<Verdict>;
  /** Back to the account as it was made; its journal is empty then. */
  reset(): Promise<void>;
  /** The account's requests in words, as a failing test prints them. */
  journal(): Promise<string>;
  /** Gives the account back, with everything that belongs to it. */
  delete(): Promise<void>;
}

/** What went wrong with a server of fake-ice, and what to do about it. */
export declare class FakeIceError extends Error {}

/** The control API refused a call; the message says why. */
export declare class ControlError extends FakeIceError {
  readonly status: number;
  readonly code: string;
}
