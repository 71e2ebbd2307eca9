-- The store of fake-ice as it is now, version 7: what 001 to 007 make one after the other, in one
-- step for a store that is new. A test holds this file against those.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

-- Of the throttle all is null when the account is not throttled; actions are separated by blanks,
-- '' is all. The account's clock is real time plus the offset, or the moment at which it stands.
-- strict_apps: whether an AppId that the account does not have is refused; null is what the server
-- says.
CREATE TABLE account (
  account_id          TEXT PRIMARY KEY CHECK (account_id <> ''),
  service             TEXT NOT NULL DEFAULT 'Active'
                      CHECK (service IN ('Active', 'NotOpened', 'Suspended', 'YikeNotActivated')),
  throttle_per_second REAL CHECK (throttle_per_second > 0),
  throttle_burst      REAL CHECK (throttle_burst >= 1),
  throttle_actions    TEXT,
  clock_offset        INTEGER NOT NULL DEFAULT 0,
  clock_frozen_at     INTEGER,
  strict_apps         INTEGER CHECK (strict_apps IN (0, 1))
) STRICT;

-- RAM users and assumed roles. Policies are JSON lists of policy documents; session_name is the
-- RoleSessionName of a role's session, null for a user.
CREATE TABLE principal (
  account_id       TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  principal_id     TEXT NOT NULL CHECK (principal_id <> ''),
  kind             TEXT NOT NULL CHECK (kind IN ('User', 'Role')),
  name             TEXT NOT NULL,
  session_name     TEXT,
  policies         TEXT NOT NULL,
  session_policies TEXT,
  PRIMARY KEY (account_id, principal_id)
) STRICT;

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
-- The keys of an account or a principal, which go when it goes.
CREATE INDEX access_key_by_owner ON access_key (account_id, principal_id);
CREATE INDEX access_key_by_secret ON access_key (access_key_secret) WHERE access_key_secret <> '';
CREATE INDEX access_key_by_token ON access_key (security_token) WHERE security_token IS NOT NULL;

-- AI apps: what a job of one needs, how it lives and what it makes.
CREATE TABLE app (
  account_id TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  app_id     TEXT NOT NULL CHECK (app_id <> ''),
  timeline   TEXT,
  PRIMARY KEY (account_id, app_id)
) STRICT;

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
) STRICT;

-- What a job of the app makes, as job_output.
CREATE TABLE app_output (
  account_id    TEXT NOT NULL,
  app_id        TEXT NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('Image', 'Video', 'Audio')),
  position      INTEGER NOT NULL CHECK (position >= 0),
  media_id      TEXT,
  output_url    TEXT,
  file          TEXT,
  sha256        TEXT,
  expires_after INTEGER CHECK (expires_after > 0),
  PRIMARY KEY (account_id, app_id, kind, position),
  FOREIGN KEY (account_id, app_id) REFERENCES app (account_id, app_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
-- Whether any output still has a file.
CREATE INDEX app_output_by_file ON app_output (account_id, sha256) WHERE sha256 IS NOT NULL;

-- A JobId is unique within its account: two accounts never see each other's jobs.
-- status is the one of a job without a timeline; steps of a timeline are separated by blanks, as in
-- `Created Queuing+2000 Finished*8`: 2,000 ms after creation, after 8 reads. lives is 1 for a job
-- with a timeline, wherever that lies. created_at_given is 0 for a job that was created when it was
-- added: a reset creates it anew. Why the CHECK of status has no IN is said in 007.
CREATE TABLE job (
  account_id            TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  job_id                TEXT NOT NULL CHECK (job_id <> ''),
  app_id                TEXT,
  app_params            TEXT,
  status                TEXT NOT NULL
                        CHECK (status = 'Created' OR status = 'Queuing' OR status = 'Executing'
                               OR status = 'Finished' OR status = 'Failed'),
  timeline              TEXT,
  created_at            INTEGER NOT NULL,
  polls                 INTEGER NOT NULL DEFAULT 0 CHECK (polls >= 0),
  production_id         TEXT,
  folder_id             TEXT,
  execution_start_time  INTEGER,
  execution_finish_time INTEGER,
  created_at_given      INTEGER NOT NULL DEFAULT 1 CHECK (created_at_given IN (0, 1)),
  lives                 INTEGER NOT NULL DEFAULT 0 CHECK (lives IN (0, 1)),
  PRIMARY KEY (account_id, job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_by_status ON job (account_id, status, job_id) WHERE lives = 0;
CREATE INDEX job_that_lives ON job (account_id, job_id) WHERE lives = 1;

-- AppParams and timelines of jobs that are longer than 512 bytes; the column of job is then null.
-- A search in a WITHOUT ROWID table reads whole rows: such tables keep short ones alone.
CREATE TABLE job_text (
  account_id TEXT NOT NULL,
  job_id     TEXT NOT NULL,
  part       TEXT NOT NULL CHECK (part IN ('AppParams', 'Timeline')),
  text       TEXT NOT NULL,
  PRIMARY KEY (account_id, job_id, part),
  FOREIGN KEY (account_id, job_id) REFERENCES job (account_id, job_id) ON DELETE CASCADE
) STRICT;

-- The moments, on the account's clock, at which a job had been read as often as a step of its
-- timeline waits for. None is later than the account's clock.
CREATE TABLE job_poll (
  account_id TEXT NOT NULL,
  job_id     TEXT NOT NULL,
  polls      INTEGER NOT NULL CHECK (polls > 0),
  polled_at  INTEGER NOT NULL,
  PRIMARY KEY (account_id, job_id, polls),
  FOREIGN KEY (account_id, job_id) REFERENCES job (account_id, job_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a job made: the elements of Result.ImageResult, VideoResult and AudioResult, in order. An
-- output may have a file of its own, by its name and its content's digest. A link to it is good for
-- expires_after milliseconds; null is for ever.
CREATE TABLE job_output (
  account_id    TEXT NOT NULL,
  job_id        TEXT NOT NULL,
  kind          TEXT NOT NULL CHECK (kind = 'Image' OR kind = 'Video' OR kind = 'Audio'),
  position      INTEGER NOT NULL CHECK (position >= 0),
  media_id      TEXT,
  output_url    TEXT,
  file          TEXT,
  sha256        TEXT,
  expires_after INTEGER CHECK (expires_after > 0),
  PRIMARY KEY (account_id, job_id, kind, position),
  FOREIGN KEY (account_id, job_id) REFERENCES job (account_id, job_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX job_output_by_file ON job_output (account_id, sha256) WHERE sha256 IS NOT NULL;

-- The files of outputs, each once for an account however many jobs made it.
CREATE TABLE content (
  account_id TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
  bytes      BLOB NOT NULL,
  PRIMARY KEY (account_id, sha256)
) STRICT;

-- What goes wrong with an account's requests, in the order in which faults are asked. match_ is
-- null for any request; delay and retry_after are milliseconds. headers is what a fault adds to the
-- answer's head: a line `name:value` for each header; null is nothing.
CREATE TABLE fault (
  account_id          TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  position            INTEGER NOT NULL CHECK (position >= 0),
  match_action        TEXT,
  match_job_id        TEXT,
  match_access_key_id TEXT,
  match_app_id        TEXT,
  skip                INTEGER NOT NULL CHECK (skip >= 0),
  times               INTEGER CHECK (times > 0),
  probability         REAL NOT NULL CHECK (probability > 0 AND probability <= 1),
  seed                INTEGER NOT NULL,
  delay               INTEGER NOT NULL CHECK (delay >= 0),
  error_code          TEXT,
  http_status         INTEGER,
  retry_after         INTEGER CHECK (retry_after >= 0),
  connection          TEXT CHECK (connection = 'Reset' OR connection = 'Close'
                                  OR connection = 'Truncate' OR connection = 'Stall'
                                  OR connection = 'TlsReject'),
  body                TEXT CHECK (body IN ('Html', 'Empty', 'Malformed')),
  matched             INTEGER NOT NULL CHECK (matched >= 0),
  fired               INTEGER NOT NULL CHECK (fired >= 0),
  error_message       TEXT,
  headers             TEXT,
  PRIMARY KEY (account_id, position)
) STRICT;
