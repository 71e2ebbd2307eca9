-- Version 4 of the store: when jobs were read, and which of them begin again with a reset.
-- Applied after version 3.

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

-- 0 for a job that was created when it was added: a reset creates it anew.
ALTER TABLE job ADD COLUMN created_at_given INTEGER NOT NULL DEFAULT 1
  CHECK (created_at_given IN (0, 1));

-- Earlier versions kept the first look at a state that waited for reads as the job's own times.
-- Each step after reads that have happened (`Executing*2`, `Finished+5000*8`) begins then; of
-- other states, at the job's creation.
WITH RECURSIVE step (account_id, job_id, rest, text) AS (
  SELECT account_id, job_id, timeline || ' ', '' FROM job WHERE timeline IS NOT NULL
  UNION ALL
  SELECT account_id, job_id, substr(rest, instr(rest, ' ') + 1),
         substr(rest, 1, instr(rest, ' ') - 1)
  FROM step WHERE rest <> ''
)
INSERT OR IGNORE INTO job_poll (account_id, job_id, polls, polled_at)
SELECT account_id, job_id, CAST(substr(text, instr(text, '*') + 1) AS INTEGER) AS waits_for,
       coalesce(CASE WHEN text LIKE 'Executing%' THEN execution_start_time
                     WHEN text LIKE 'Fi%' OR text LIKE 'Fa%' THEN execution_finish_time END,
                created_at)
FROM step JOIN job USING (account_id, job_id)
WHERE instr(text, '*') > 0 AND waits_for BETWEEN 1 AND polls;

UPDATE job SET execution_start_time = NULL, execution_finish_time = NULL
WHERE timeline IS NOT NULL;
