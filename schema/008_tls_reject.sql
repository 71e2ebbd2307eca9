-- Version 8 of the store: a fault may reject TLS. Applied after version 7.

-- What was allowed stays so, so that no row has to be looked at; see version 7.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
  'connection IN (''Reset'', ''Close'', ''Truncate'', ''Stall'')',
  'connection = ''Reset'' OR connection = ''Close'' OR connection = ''Truncate'''
  || ' OR connection = ''Stall'' OR connection = ''TlsReject''')
WHERE type = 'table' AND name = 'fault';
PRAGMA writable_schema = RESET;
