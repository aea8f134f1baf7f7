-- What the account of the application may do: nothing to the structure, and to tables what
-- `ledger_rights` says. `manage.py migrate` grants it anew at its end, as the owner.

-- Imports compare a file with the ledger in tables of this schema (staging.sql).
CREATE SCHEMA ledger_staging;

-- The verbs for one table of ours. What only grows has a trigger that says so; what triggers and
-- migrations alone write can only be read.
CREATE FUNCTION ledger_rights(given regclass) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN relkind = 'v' OR relname IN (
                'auth_group', 'auth_group_permissions', 'auth_permission', 'django_content_type',
                'django_migrations', 'records_changeevent', 'records_searchentry',
                'records_searchword', 'records_user_user_permissions')
            OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = given
                       AND tgfoid = 'public.ledger_guard_reference()'::regprocedure)
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

CREATE FUNCTION ledger_grant(application text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place text;
    held record;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM %I', current_database(), application);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), application);
    FOREACH place IN ARRAY ARRAY['public', 'ledger_latest', 'ledger_history', 'ledger_past',
                                 'ledger_staging'] LOOP
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', place);
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', place, application);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, application);
        FOR held IN SELECT oid::regclass AS name, relkind FROM pg_class
                    WHERE relnamespace = place::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
                      AND pg_has_role(relowner, 'USAGE') LOOP
            EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %I', held.name, application);
            EXECUTE format('GRANT %s ON %s TO %I', CASE held.relkind WHEN 'S' THEN 'USAGE'
                           ELSE public.ledger_rights(held.name) END, held.name, application);
        END LOOP;
    END LOOP;
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA ledger_staging
                    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', application);
END
$$;
