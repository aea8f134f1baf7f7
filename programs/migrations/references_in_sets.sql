-- All rooms have moved: what was called for each row goes, and the rights of a table follow the
-- guard that it has now.

-- The verbs for one table of ours. What only grows has a trigger that says so; what functions of the
-- database alone write can only be read, and says so in its comment.
CREATE OR REPLACE FUNCTION ledger_rights(given regclass) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN relkind = 'v' OR obj_description(given, 'pg_class') = 'Written by functions only.'
            OR relname IN (
                'auth_group', 'auth_group_permissions', 'auth_permission', 'django_content_type',
                'django_migrations', 'records_changeevent', 'records_searchentry',
                'records_searchword', 'records_user_user_permissions')
            OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = given
                       AND tgfoid = 'public.ledger_guard_references()'::regprocedure)
            THEN 'SELECT'
        WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = given
                     AND tgfoid = 'public.ledger_append_only()'::regprocedure)
            THEN 'SELECT, INSERT'
        WHEN relname = 'records_user_groups' THEN 'SELECT, DELETE'
        WHEN relname IN ('axes_accesslog', 'records_feedback', 'records_rolerequest', 'records_user')
            THEN 'SELECT, INSERT, UPDATE'
        ELSE 'SELECT, INSERT, UPDATE, DELETE' END
    FROM pg_class WHERE oid = given
$$;

DROP FUNCTION ledger_guard_reference();
DROP FUNCTION ledger_publish_reference();
DROP FUNCTION ledger_publish_statement();
DROP FUNCTION ledger_search_reference();
DROP FUNCTION ledger_write_reference(text, text, text, text, text);
