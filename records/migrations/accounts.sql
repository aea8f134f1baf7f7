-- A role takes effect when a second administrator confirms it. Requests live in records_rolerequest;
-- confirming one gives the role, and no other road does.

CREATE FUNCTION ledger_is_administrator(account bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.records_user u WHERE u.id = account AND u.is_active AND (
            u.is_superuser OR EXISTS (
                SELECT FROM public.records_user_groups m JOIN public.auth_group g ON g.id = m.group_id
                WHERE m.user_id = u.id AND g.name = 'administrator')));
END
$$;

-- The first administrators of a ledger: two at most, in one transaction, while there is no other
-- request. `manage.py first_administrators` makes them.
CREATE FUNCTION ledger_check_founding(asked_group bigint, moment timestamptz)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.records_rolerequest
               WHERE state <> 'founding' OR decided_at <> moment)
       OR (SELECT count(*) FROM public.records_rolerequest) >= 2
       OR NOT EXISTS (SELECT FROM public.auth_group
                      WHERE id = asked_group AND name = 'administrator') THEN
        PERFORM public.ledger_refuse('Only the first two administrators of a ledger need nobody to '
                                     'confirm them.');
    END IF;
END
$$;

-- BEFORE INSERT OR UPDATE OR DELETE on requests for roles.
CREATE FUNCTION ledger_guard_role_request() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    acting bigint := public.ledger_acting_user();
    decided text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'decision'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.ledger_refuse('Requests for roles are kept for good.');
    ELSIF TG_OP = 'INSERT' AND NEW.state = 'founding' THEN
        NEW.decided_at := transaction_timestamp();
        PERFORM public.ledger_check_founding(NEW.group_id, NEW.decided_at);
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' OR NEW.asked_by_id IS DISTINCT FROM acting
           OR NOT public.ledger_is_administrator(acting) THEN
            PERFORM public.ledger_refuse('An administrator asks for a role in their own name.');
        END IF;
    ELSIF OLD.state <> 'asked' OR NEW.state NOT IN ('confirmed', 'declined')
          OR to_jsonb(OLD) - decided <> to_jsonb(NEW) - decided THEN
        PERFORM public.ledger_refuse('A request for a role is decided once and never changes.');
    ELSIF NEW.decided_by_id IS DISTINCT FROM acting OR NOT public.ledger_is_administrator(acting) THEN
        PERFORM public.ledger_refuse('An administrator decides on a role in their own name.');
    ELSIF NEW.state = 'confirmed' AND acting IN (NEW.asked_by_id, NEW.account_id) THEN
        PERFORM public.ledger_refuse('A role is confirmed by another administrator than the one who '
                                     'asked and than the account itself.');
    ELSE
        NEW.decided_at := transaction_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- AFTER INSERT OR UPDATE on requests for roles: what is confirmed is given.
CREATE FUNCTION ledger_give_role() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.state IN ('confirmed', 'founding') THEN
        INSERT INTO public.records_user_groups (user_id, group_id)
        VALUES (NEW.account_id, NEW.group_id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

-- BEFORE INSERT OR UPDATE on the roles of accounts: only a request confirmed in this transaction
-- gives one. The moment of a decision is set above, so that no old one serves again.
CREATE FUNCTION ledger_guard_role() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
        SELECT FROM public.records_rolerequest
        WHERE account_id = NEW.user_id AND group_id = NEW.group_id
          AND state IN ('confirmed', 'founding') AND decided_at = transaction_timestamp()) THEN
        PERFORM public.ledger_refuse('A role is given when a second administrator confirms it.');
    END IF;
    RETURN NEW;
END
$$;

-- BEFORE INSERT OR UPDATE on accounts that are superusers: only an administrator, whom two people
-- made one, becomes a superuser.
CREATE FUNCTION ledger_guard_superuser() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (NOT OLD.is_superuser AND NOT public.ledger_is_administrator(OLD.id)) THEN
        PERFORM public.ledger_refuse('Only a confirmed administrator becomes a superuser.');
    END IF;
    RETURN NEW;
END
$$;

-- BEFORE INSERT OR UPDATE on permissions of single accounts: there are none.
CREATE FUNCTION ledger_guard_permission() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.ledger_refuse('Permissions come with roles only.');
END
$$;

-- BEFORE UPDATE OR DELETE on sign-ins: kept for good; the key of the session changes at the second
-- factor, and the moment of signing out is added once.
CREATE FUNCTION ledger_guard_sign_in() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    later text[] := ARRAY['logout_time', 'session_hash'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.logout_time IS NOT NULL
       OR to_jsonb(OLD) - later <> to_jsonb(NEW) - later THEN
        PERFORM public.ledger_refuse(TG_TABLE_NAME || ' only grows: its rows cannot be changed or '
                                     'deleted.');
    END IF;
    RETURN NEW;
END
$$;

-- AFTER UPDATE on accounts whose password changes: that it did, and not to what.
CREATE FUNCTION ledger_track_password() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.records_changeevent (at, operation, owner_table, owner_id, row_table, row_id,
                                     old, new, is_edit, user_id, database_user, reason)
    VALUES (clock_timestamp(), 'update', TG_TABLE_NAME, NEW.id, TG_TABLE_NAME, NEW.id,
            '{"password": ""}', '{"password": "•••"}', true, public.ledger_acting_user(),
            session_user, coalesce(current_setting('ledger.reason', true), ''));
    RETURN NULL;
END
$$;
