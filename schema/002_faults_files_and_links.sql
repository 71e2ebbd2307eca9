-- Version 2 of the store: faults, outputs with a file of their own, and links that expire.
-- Applied after version 1.

-- What goes wrong with an account's requests, in the order in which faults are asked.
CREATE TABLE fault (
  account_id          TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  position            INTEGER NOT NULL CHECK (position >= 0),
  -- The requests that it is for; null is any.
  match_action        TEXT,
  match_job_id        TEXT,
  match_access_key_id TEXT,
  match_app_id        TEXT,
  skip                INTEGER NOT NULL CHECK (skip >= 0),
  times               INTEGER CHECK (times > 0),
  probability         REAL NOT NULL CHECK (probability > 0 AND probability <= 1),
  seed                INTEGER NOT NULL,
  -- Milliseconds, as retry_after.
  delay               INTEGER NOT NULL CHECK (delay >= 0),
  error_code          TEXT,
  error_message       TEXT,
  http_status         INTEGER,
  retry_after         INTEGER CHECK (retry_after >= 0),
  connection          TEXT CHECK (connection IN ('Reset', 'Close', 'Truncate', 'Stall')),
  body                TEXT CHECK (body IN ('Html', 'Empty', 'Malformed')),
  matched             INTEGER NOT NULL CHECK (matched >= 0),
  fired               INTEGER NOT NULL CHECK (fired >= 0),
  PRIMARY KEY (account_id, position)
) STRICT, WITHOUT ROWID;

-- The files of outputs, each once for an account however many jobs made it.
CREATE TABLE content (
  account_id TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
  bytes      BLOB NOT NULL,
  PRIMARY KEY (account_id, sha256)
) STRICT;

-- An output's own file, if it has one: its name and its content's digest.
ALTER TABLE job_output ADD COLUMN file TEXT;
ALTER TABLE job_output ADD COLUMN sha256 TEXT;
ALTER TABLE app_output ADD COLUMN file TEXT;
ALTER TABLE app_output ADD COLUMN sha256 TEXT;

-- How long a link to the output is good for, in milliseconds; null is for ever.
ALTER TABLE job_output ADD COLUMN expires_after INTEGER CHECK (expires_after > 0);
ALTER TABLE app_output ADD COLUMN expires_after INTEGER CHECK (expires_after > 0);
