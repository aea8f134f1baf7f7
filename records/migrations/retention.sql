-- What may be erased once it is old enough. The application's account has no right to delete any of
-- it; the owner of the tables erases it with `manage.py nightly`, and these rules bind the owner too.

-- BEFORE DELETE. Arguments: the column with the moment of the row, and how long the row must stay,
-- whatever the settings say.
CREATE FUNCTION ledger_guard_retention() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment timestamptz;
BEGIN
    EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO moment USING OLD;
    IF moment IS NULL OR moment > clock_timestamp() - TG_ARGV[1]::interval THEN
        PERFORM public.ledger_refuse(TG_TABLE_NAME || ' only grows: its rows cannot be changed, nor '
                                     'deleted for ' || TG_ARGV[1] || '.');
    END IF;
    RETURN OLD;
END
$$;

-- AFTER DELETE, once a statement: that rows were erased, how many and of which time, and not what
-- they said. Argument: the column with the moment of the row.
CREATE FUNCTION ledger_track_erasure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased jsonb;
BEGIN
    EXECUTE format('SELECT jsonb_build_object(''rows'', count(*), ''first'', min(%1$I), '
                   '''last'', max(%1$I)) FROM gone HAVING count(*) > 0', TG_ARGV[0]) INTO erased;
    IF erased IS NOT NULL THEN
        INSERT INTO public.records_changeevent (at, operation, owner_table, owner_id, row_table, row_id,
                                                old, new, is_edit, user_id, database_user, reason)
        VALUES (clock_timestamp(), 'delete', TG_TABLE_NAME, 0, TG_TABLE_NAME, 0, erased, NULL, true,
                public.ledger_acting_user(), session_user,
                coalesce(current_setting('ledger.reason', true), ''));
    END IF;
    RETURN NULL;
END
$$;

-- Sign-ins stay for six months at least, as article 21 of the Cybersecurity Law of 2016 wants it of
-- the logs of a network.
DROP TRIGGER ledger_guard ON public.axes_accesslog;
CREATE TRIGGER ledger_guard BEFORE UPDATE ON public.axes_accesslog
    FOR EACH ROW EXECUTE FUNCTION public.ledger_guard_sign_in();
CREATE TRIGGER ledger_retention BEFORE DELETE ON public.axes_accesslog
    FOR EACH ROW EXECUTE FUNCTION public.ledger_guard_retention('attempt_time', '6 months');
CREATE TRIGGER ledger_erasure AFTER DELETE ON public.axes_accesslog REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_track_erasure('attempt_time');

DROP TRIGGER ledger_append_only ON public.axes_accessfailurelog;
CREATE TRIGGER ledger_append_only BEFORE UPDATE ON public.axes_accessfailurelog
    FOR EACH ROW EXECUTE FUNCTION public.ledger_append_only();
CREATE TRIGGER ledger_retention BEFORE DELETE ON public.axes_accessfailurelog
    FOR EACH ROW EXECUTE FUNCTION public.ledger_guard_retention('attempt_time', '6 months');
CREATE TRIGGER ledger_erasure AFTER DELETE ON public.axes_accessfailurelog REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_track_erasure('attempt_time');

-- A file that no row names any more: what a row names, its foreign key keeps.
DROP TRIGGER ledger_append_only ON public.records_storedfile;
CREATE TRIGGER ledger_append_only BEFORE UPDATE ON public.records_storedfile
    FOR EACH ROW EXECUTE FUNCTION public.ledger_append_only();
CREATE TRIGGER ledger_retention BEFORE DELETE ON public.records_storedfile
    FOR EACH ROW EXECUTE FUNCTION public.ledger_guard_retention('kept_at', '30 days');
CREATE TRIGGER ledger_erasure AFTER DELETE ON public.records_storedfile REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_track_erasure('kept_at');
