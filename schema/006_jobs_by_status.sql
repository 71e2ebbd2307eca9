-- Version 6 of the store: jobs are found by their status. Applied after version 5.

-- 1 for a job with a timeline: its status follows from time and reads, not from its column.
ALTER TABLE job ADD COLUMN lives INTEGER NOT NULL DEFAULT 0 CHECK (lives IN (0, 1));
UPDATE job SET lives = 1 WHERE timeline IS NOT NULL OR EXISTS
  (SELECT 1 FROM job_text WHERE job_text.account_id = job.account_id
   AND job_text.job_id = job.job_id AND part = 'Timeline');

CREATE INDEX job_by_status ON job (account_id, status, job_id) WHERE lives = 0;
CREATE INDEX job_that_lives ON job (account_id, job_id) WHERE lives = 1;
