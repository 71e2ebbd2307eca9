-- Version 5 of the store: long values lie apart from the rows that a search compares, and every
-- search has an index. Applied after version 4.
--
-- A search in a WITHOUT ROWID table reads whole rows to compare their keys, and so the pages of
-- their long values (sqlite.org/withoutrowid.html). Such tables keep short rows alone; the others
-- get row ids, and with them an index that holds nothing but the keys.

-- AppParams and timelines of jobs that are longer than 512 bytes; the column of job is then null.
CREATE TABLE job_text (
  account_id TEXT NOT NULL,
  job_id     TEXT NOT NULL,
  part       TEXT NOT NULL CHECK (part IN ('AppParams', 'Timeline')),
  text       TEXT NOT NULL,
  PRIMARY KEY (account_id, job_id, part),
  FOREIGN KEY (account_id, job_id) REFERENCES job (account_id, job_id) ON DELETE CASCADE
) STRICT;

INSERT INTO job_text (account_id, job_id, part, text)
SELECT account_id, job_id, 'AppParams', app_params FROM job
WHERE length(CAST(app_params AS BLOB)) > 512
UNION ALL
SELECT account_id, job_id, 'Timeline', timeline FROM job
WHERE length(CAST(timeline AS BLOB)) > 512;

UPDATE job SET app_params = NULL WHERE length(CAST(app_params AS BLOB)) > 512;
UPDATE job SET timeline = NULL WHERE length(CAST(timeline AS BLOB)) > 512;

CREATE TABLE new_principal (
  account_id       TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  principal_id     TEXT NOT NULL CHECK (principal_id <> ''),
  kind             TEXT NOT NULL CHECK (kind IN ('User', 'Role')),
  name             TEXT NOT NULL,
  session_name     TEXT,
  policies         TEXT NOT NULL,
  session_policies TEXT,
  PRIMARY KEY (account_id, principal_id)
) STRICT;
INSERT INTO new_principal
SELECT account_id, principal_id, kind, name, session_name, policies, session_policies
FROM principal;
DROP TABLE principal;
ALTER TABLE new_principal RENAME TO principal;

CREATE TABLE new_app (
  account_id TEXT NOT NULL REFERENCES account (account_id) ON DELETE CASCADE,
  app_id     TEXT NOT NULL CHECK (app_id <> ''),
  timeline   TEXT,
  PRIMARY KEY (account_id, app_id)
) STRICT;
INSERT INTO new_app SELECT account_id, app_id, timeline FROM app;
DROP TABLE app;
ALTER TABLE new_app RENAME TO app;

CREATE TABLE new_app_parameter (
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
INSERT INTO new_app_parameter
SELECT account_id, app_id, position, key, type, required, pattern, minimum, maximum
FROM app_parameter;
DROP TABLE app_parameter;
ALTER TABLE new_app_parameter RENAME TO app_parameter;

CREATE TABLE new_fault (
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
  http_status         INTEGER,
  retry_after         INTEGER CHECK (retry_after >= 0),
  connection          TEXT CHECK (connection IN ('Reset', 'Close', 'Truncate', 'Stall')),
  body                TEXT CHECK (body IN ('Html', 'Empty', 'Malformed')),
  matched             INTEGER NOT NULL CHECK (matched >= 0),
  fired               INTEGER NOT NULL CHECK (fired >= 0),
  error_message       TEXT,
  -- What it adds to the answer's head: a line `name:value` for each header; null is nothing.
  headers             TEXT,
  PRIMARY KEY (account_id, position)
) STRICT;
INSERT INTO new_fault
SELECT account_id, position, match_action, match_job_id, match_access_key_id, match_app_id, skip,
       times, probability, seed, delay, error_code, http_status, retry_after, connection, body,
       matched, fired, error_message, headers
FROM fault;
DROP TABLE fault;
ALTER TABLE new_fault RENAME TO fault;

-- The keys of an account or a principal, which go when it goes.
CREATE INDEX access_key_by_owner ON access_key (account_id, principal_id);
CREATE INDEX access_key_by_secret ON access_key (access_key_secret) WHERE access_key_secret <> '';
CREATE INDEX access_key_by_token ON access_key (security_token) WHERE security_token IS NOT NULL;
-- Whether any output still has a file.
CREATE INDEX job_output_by_file ON job_output (account_id, sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX app_output_by_file ON app_output (account_id, sha256) WHERE sha256 IS NOT NULL;
