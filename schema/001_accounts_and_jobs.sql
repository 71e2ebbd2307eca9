-- The store of fake-ice, version 1. Applied to an empty database; later versions add files.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE account (
  account_id          TEXT PRIMARY KEY CHECK (account_id <> ''),
  service             TEXT NOT NULL DEFAULT 'Active'
                      CHECK (service IN ('Active', 'NotOpened', 'Suspended', 'YikeNotActivated')),
  -- Together null when the account is not throttled; actions are separated by blanks, '' is all.
  throttle_per_second REAL CHECK (throttle_per_second > 0),
  throttle_burst      REAL CHECK (throttle_burst >= 1),
  throttle_actions    TEXT,
  -- The account's clock: real time plus the offset, or the moment at which it stands.
  clock_offset        INTEGER NOT NULL DEFAULT 0,
  clock_frozen_at     INTEGER
) STRICT;

-- RAM users and assumed roles. Policies are JSON lists of policy documents.
CREATE TABLE principal (
  account_id       TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  principal_id     TEXT NOT NULL CHECK (principal_id <> ''),
  kind             TEXT NOT NULL CHECK (kind IN ('User', 'Role')),
  name             TEXT NOT NULL,
  policies         TEXT NOT NULL,
  session_policies TEXT,
  PRIMARY KEY (account_id, principal_id)
) STRICT, WITHOUT ROWID;

-- Keys of an account itself have no principal.
CREATE TABLE access_key (
  access_key_id     TEXT PRIMARY KEY CHECK (access_key_id <> ''),
  account_id        TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  principal_id      TEXT,
  access_key_secret TEXT NOT NULL,
  public_key        TEXT NOT NULL,
  status            TEXT NOT NULL CHECK (status IN ('Active', 'Inactive')),
  security_token    TEXT,
  expiration        INTEGER,
  FOREIGN KEY (account_id, principal_id)
    REFERENCES principal (account_id, principal_id) ON DELETE CASCADE
) STRICT;

CREATE TABLE bearer_token (
  bearer_token TEXT PRIMARY KEY CHECK (bearer_token <> ''),
  account_id   TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  principal_id TEXT,
  expiration   INTEGER,
  FOREIGN KEY (account_id, principal_id)
    REFERENCES principal (account_id, principal_id) ON DELETE CASCADE
) STRICT;

-- AI apps: what a job of one needs, how it lives and what it makes.
CREATE TABLE app (
  account_id TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  app_id     TEXT NOT NULL CHECK (app_id <> ''),
  timeline   TEXT,
  PRIMARY KEY (account_id, app_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE app_parameter (
  account_id TEXT NOT NULL,
  app_id     TEXT NOT NULL,
  position   INTEGER NOT NULL CHECK (position >= 0),
  key        TEXT NOT NULL CHECK (key <> ''),
  type       TEXT NOT NULL CHECK (type IN ('String', 'Number', 'Integer', 'Boolean', 'Image')),
  required   INTEGER NOT NULL CHECK (required IN (0, 1)),
  pattern    TEXT,
  minimum    REAL,
  maximum    REAL,
  PRIMARY KEY (account_id, app_id, position),
  FOREIGN KEY (account_id, app_id) REFERENCES app (account_id, app_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE app_output (
  account_id TEXT NOT NULL,
  app_id     TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('Image', 'Video', 'Audio')),
  position   INTEGER NOT NULL CHECK (position >= 0),
  media_id   TEXT,
  output_url TEXT,
  PRIMARY KEY (account_id, app_id, kind, position),
  FOREIGN KEY (account_id, app_id) REFERENCES app (account_id, app_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A JobId is unique within its account: two accounts never see each other's jobs.
CREATE TABLE job (
  account_id            TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  job_id                TEXT NOT NULL CHECK (job_id <> ''),
  app_id                TEXT,
  app_params            TEXT,
  -- The one of a job without a timeline; steps of a timeline are separated by blanks, as in
  -- `Created Queuing+2000 Finished*8`: 2,000 ms after creation, after 8 reads.
  status                TEXT NOT NULL
                        CHECK (status IN ('Created', 'Queuing', 'Executing', 'Finished', 'Failed')),
  timeline              TEXT,
  created_at            INTEGER NOT NULL,
  polls                 INTEGER NOT NULL DEFAULT 0 CHECK (polls >= 0),
  production_id         TEXT,
  folder_id             TEXT,
  execution_start_time  INTEGER,
  execution_finish_time INTEGER,
  PRIMARY KEY (account_id, job_id)
) STRICT, WITHOUT ROWID;

-- What a job made: the elements of Result.ImageResult, VideoResult and AudioResult, in order.
CREATE TABLE job_output (
  account_id TEXT NOT NULL,
  job_id     TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('Image', 'Video', 'Audio')),
  position   INTEGER NOT NULL CHECK (position >= 0),
  media_id   TEXT,
  output_url TEXT,
  PRIMARY KEY (account_id, job_id, kind, position),
  FOREIGN KEY (account_id, job_id) REFERENCES job (account_id, job_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
