-- The store of fake-ice, version 1. Applied to an empty database; later versions add files.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE account (
  account_id TEXT PRIMARY KEY CHECK (account_id <> '')
) STRICT;

CREATE TABLE access_key (
  access_key_id     TEXT PRIMARY KEY CHECK (access_key_id <> ''),
  account_id        TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  access_key_secret TEXT NOT NULL,
  status            TEXT NOT NULL CHECK (status IN ('Active', 'Inactive'))
) STRICT;

-- A JobId is unique within its account: two accounts never see each other's jobs.
CREATE TABLE job (
  account_id            TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  job_id                TEXT NOT NULL CHECK (job_id <> ''),
  app_id                TEXT,
  app_params            TEXT,
  status                TEXT NOT NULL
                        CHECK (status IN ('Created', 'Queuing', 'Executing', 'Finished', 'Failed')),
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
