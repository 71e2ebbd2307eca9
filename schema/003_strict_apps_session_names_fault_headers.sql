-- Version 3 of the store: what an account says of unknown apps, the names of role sessions and the
-- headers that faults add. Bearer tokens go: ICE takes access keys alone. Applied after version 2.

DROP TABLE bearer_token;

-- Whether an AppId that the account does not have is refused; null is what the server says.
ALTER TABLE account ADD COLUMN strict_apps INTEGER CHECK (strict_apps IN (0, 1));

-- The RoleSessionName of a role's session; null for a user.
ALTER TABLE principal ADD COLUMN session_name TEXT;
UPDATE principal SET session_name = 'fake-ice' WHERE kind = 'Role';

-- What a fault adds to the answer's head: a line `name:value` for each header; null is nothing.
ALTER TABLE fault ADD COLUMN headers TEXT;
