-- Every rule that stands in this database, as name and definition. Reads the catalogue only; what
-- extensions bring is theirs. A name that no migration gives says by itself what is wrong.
WITH ours AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname = 'public' OR nspname LIKE 'ledger\_%'
), tables AS (
    SELECT c.oid, nspname, relname, relkind,
        CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname AS name
    FROM pg_class c JOIN ours ON ours.oid = relnamespace
)
SELECT 'function ' || nspname || '.' || proname || '(' || pg_get_function_identity_arguments(p.oid)
    || ')', pg_get_functiondef(p.oid)
FROM pg_proc p JOIN ours ON ours.oid = pronamespace
WHERE prokind IN ('f', 'p') AND NOT EXISTS (SELECT FROM pg_depend
    WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')

-- Triggers: O fires always but for a replica; any other is switched off, or for replicas too.
UNION ALL
SELECT 'trigger ' || tgname || ' on ' || name
    || CASE tgenabled WHEN 'O' THEN '' ELSE ', switched to ' || tgenabled::text END,
    pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN tables ON tables.oid = tgrelid WHERE NOT tgisinternal

-- Foreign keys, which are triggers of PostgreSQL's own.
UNION ALL
SELECT DISTINCT 'foreign key ' || conname || ' on ' || name || ', switched off', ''
FROM pg_trigger t JOIN tables ON tables.oid = tgrelid
JOIN pg_constraint k ON k.oid = tgconstraint WHERE tgisinternal AND tgenabled <> 'O'

UNION ALL
SELECT 'view ' || nspname || '.' || relname, pg_get_viewdef(oid)
FROM tables WHERE relkind IN ('v', 'm')

-- Constraints of our tables; those of libraries change with the libraries.
UNION ALL
SELECT 'constraint ' || conname || ' on ' || name
    || CASE WHEN convalidated THEN '' ELSE ', not validated' END, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN tables ON tables.oid = conrelid
WHERE relname ~ '^(records|counties|cadres|programs)_' AND contype IN ('c', 'f', 'u', 'x')

-- Unique indexes that are no constraints, as those with a condition.
UNION ALL
SELECT 'unique index ' || i.relname || ' on ' || tables.name
    || CASE WHEN indisvalid THEN '' ELSE ', not valid' END, pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN tables ON tables.oid = indrelid
WHERE indisunique AND NOT indisprimary AND tables.relname ~ '^(records|counties|cadres|programs)_'

-- What follows no migration installs.
UNION ALL
SELECT 'rewrite rule ' || rulename || ' on ' || tablename, definition
FROM pg_rules WHERE schemaname IN (SELECT nspname FROM ours)
UNION ALL
SELECT 'policy ' || policyname || ' on ' || tablename, coalesce(qual, '')
FROM pg_policies WHERE schemaname IN (SELECT nspname FROM ours)
UNION ALL
SELECT 'child ' || inhrelid::regclass || ' of ' || name, ''
FROM pg_inherits JOIN tables ON tables.oid = inhparent WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'event trigger ' || evtname, evtfoid::regprocedure::text FROM pg_event_trigger
-- Rights of an account beside the owner that are more than an application has.
UNION ALL
SELECT DISTINCT 'right to ' || privilege_type || ' on ' || name || ' of '
    || CASE grantee WHEN 0 THEN 'everyone' ELSE pg_get_userbyid(grantee) END, ''
FROM tables JOIN pg_class USING (oid), aclexplode(relacl)
WHERE tables.relkind IN ('r', 'p', 'v') AND grantee <> relowner
    AND privilege_type <> ALL (string_to_array(public.ledger_rights(tables.oid), ', '))
UNION ALL
SELECT DISTINCT 'right to ' || privilege_type || ' on a column of ' || name || ' of '
    || CASE grantee WHEN 0 THEN 'everyone' ELSE pg_get_userbyid(grantee) END, ''
FROM tables JOIN pg_attribute ON attrelid = tables.oid, aclexplode(attacl)
WHERE privilege_type <> 'SELECT'
UNION ALL
SELECT DISTINCT 'right to CREATE in the schema ' || ours.nspname || ' of '
    || CASE grantee WHEN 0 THEN 'everyone' ELSE pg_get_userbyid(grantee) END, ''
FROM ours JOIN pg_namespace USING (oid), aclexplode(nspacl)
WHERE privilege_type = 'CREATE' AND grantee <> nspowner AND NOT EXISTS (
    SELECT FROM pg_database WHERE datname = current_database() AND datdba = grantee)
UNION ALL
SELECT DISTINCT 'right to ' || privilege_type || ' in the database of '
    || CASE grantee WHEN 0 THEN 'everyone' ELSE pg_get_userbyid(grantee) END, ''
FROM pg_database, aclexplode(datacl)
WHERE datname = current_database() AND privilege_type <> 'CONNECT' AND grantee <> datdba
UNION ALL
SELECT DISTINCT 'setting ' || setting, ''
FROM pg_db_role_setting, unnest(setconfig) setting
WHERE setting LIKE 'session_replication_role=%'
