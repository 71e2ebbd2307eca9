-- Version 7 of the store: to add a job costs less. Applied after version 6.

-- For a CHECK with IN and more than two texts SQLite fills a table in memory with them, each time
-- that a row is added. What is allowed stays the same, so that no row has to be looked at
-- (sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
  'status IN (''Created'', ''Queuing'', ''Executing'', ''Finished'', ''Failed'')',
  'status = ''Created'' OR status = ''Queuing'' OR status = ''Executing'''
  || ' OR status = ''Finished'' OR status = ''Failed''')
WHERE type = 'table' AND name = 'job';
UPDATE sqlite_schema SET sql = replace(sql,
  'kind IN (''Image'', ''Video'', ''Audio'')',
  'kind = ''Image'' OR kind = ''Video'' OR kind = ''Audio''')
WHERE type = 'table' AND name = 'job_output';
PRAGMA writable_schema = RESET;
