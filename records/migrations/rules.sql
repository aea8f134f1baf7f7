-- The rules of the ledger that hold by any road, raw SQL included.
-- Who and why travel in two settings of the transaction: ledger.user_id and ledger.reason.

-- A session may put a temporary table or another schema in front of ours. So no function looks a
-- name up through the session's path: expressions use RETURN, which binds names when the function
-- is made and lets the planner inline it; everything else has a path of its own, and names tables
-- and functions in full. tests/records/test_search_path.py holds each function to it.

-- Partial dates (2011, 2011-04, 2011-04-15): the first and the last day they may mean.
CREATE FUNCTION ledger_first_day(stated text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE length(stated)
        WHEN 4 THEN make_date(stated::int, 1, 1)
        WHEN 7 THEN make_date(left(stated, 4)::int, right(stated, 2)::int, 1)
        WHEN 10 THEN make_date(left(stated, 4)::int, substr(stated, 6, 2)::int, right(stated, 2)::int)
    END;

CREATE FUNCTION ledger_last_day(stated text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE length(stated)
        WHEN 4 THEN make_date(stated::int, 12, 31)
        WHEN 7 THEN (make_date(left(stated, 4)::int, right(stated, 2)::int, 1)
                     + interval '1 month' - interval '1 day')::date
        WHEN 10 THEN make_date(left(stated, 4)::int, substr(stated, 6, 2)::int, right(stated, 2)::int)
    END;

CREATE FUNCTION ledger_in_order(starts text, ends text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(ledger_first_day(starts) <= ledger_last_day(ends), true);

-- Only the days that are certain: two postings in "2011" need not overlap.
CREATE FUNCTION ledger_certain_period(starts text, ends text) RETURNS daterange
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
        WHEN ledger_last_day(starts) IS NULL THEN 'empty'::daterange
        WHEN ledger_first_day(ends) IS NULL THEN daterange(ledger_last_day(starts), NULL)
        WHEN ledger_last_day(starts) < ledger_first_day(ends)
            THEN daterange(ledger_last_day(starts), ledger_first_day(ends))
        ELSE 'empty'::daterange
    END;

CREATE FUNCTION ledger_acting_user() RETURNS bigint
LANGUAGE sql STABLE
RETURN nullif(current_setting('ledger.user_id', true), '')::bigint;

-- What review itself writes on a version; everything else is content.
CREATE FUNCTION ledger_content(version jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN version - ARRAY['state', 'published_in_id', 'superseded_in_id', 'submitted_by_id', 'submitted_at'];

-- Whether the owner of the tables sends the statement, and not the application.
CREATE FUNCTION ledger_is_owner() RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_has_role(relowner, 'USAGE') FROM pg_class
    WHERE oid = 'public.records_edition'::regclass
$$;

-- AFTER INSERT OR UPDATE OR DELETE. Arguments: table of the record, column that names the record,
-- then the columns that history must not keep.
CREATE FUNCTION ledger_track() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    secret text[] := TG_ARGV[2:];
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - secret END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - secret END;
    subject jsonb := coalesce(after, before);
BEGIN
    IF before IS NOT DISTINCT FROM after THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.records_changeevent (at, operation, owner_table, owner_id, row_table, row_id,
                                     old, new, is_edit, user_id, database_user, reason)
    VALUES (clock_timestamp(), lower(TG_OP), TG_ARGV[0], (subject ->> TG_ARGV[1])::bigint,
            TG_TABLE_NAME, (subject ->> 'id')::bigint, before, after,
            public.ledger_content(before) IS DISTINCT FROM public.ledger_content(after),
            public.ledger_acting_user(), session_user,
            coalesce(current_setting('ledger.reason', true), ''));
    RETURN NULL;
END
$$;

-- An edition is sealed from the moment its row exists: nothing may join or leave it afterwards.
CREATE FUNCTION ledger_is_sealed(edition bigint) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.records_edition WHERE number = edition)
$$;

CREATE FUNCTION ledger_refuse(message text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', message USING ERRCODE = 'integrity_constraint_violation';
END
$$;

-- The second person: neither the submitter nor anyone who edited this version.
CREATE FUNCTION ledger_check_publisher(version_table text, version_id bigint, submitter bigint)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    publisher bigint := public.ledger_acting_user();
BEGIN
    IF publisher IS NULL THEN
        PERFORM public.ledger_refuse('Publishing needs a named person: set ledger.user_id.');
    ELSIF submitter IS NULL OR publisher = submitter THEN
        PERFORM public.ledger_refuse('The publisher must not be the submitter.');
    ELSIF EXISTS (SELECT FROM public.records_changeevent
                  WHERE owner_table = version_table AND owner_id = version_id
                    AND user_id = publisher AND is_edit) THEN
        PERFORM public.ledger_refuse('The publisher must not have edited this version.');
    END IF;
END
$$;

-- The short name of a kind of record, from its table: versions of reference data go by the name of
-- what they describe.
CREATE FUNCTION ledger_kind(version_table text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(split_part(version_table, '_', 2), 'version$', '');

-- A withdrawal is asked for by one person and done by another.
CREATE FUNCTION ledger_check_request(version_kind text, version_code text, version_number integer)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    request public.records_reviewstep%ROWTYPE;
BEGIN
    SELECT * INTO request FROM public.records_reviewstep
    WHERE kind = version_kind AND code = version_code AND version = version_number
      AND verb IN ('ask', 'decline') ORDER BY id DESC LIMIT 1;
    IF request.verb IS DISTINCT FROM 'ask' OR request.by_id = public.ledger_acting_user() THEN
        PERFORM public.ledger_refuse('A version is withdrawn only when another person asked for it.');
    END IF;
END
$$;

-- BEFORE INSERT on review steps: nobody takes one in the name of another.
CREATE FUNCTION ledger_guard_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.by_id IS DISTINCT FROM public.ledger_acting_user() THEN
        PERFORM public.ledger_refuse('A step of review names the person who takes it.');
    END IF;
    RETURN NEW;
END
$$;

-- BEFORE INSERT OR UPDATE OR DELETE on a table of versions.
CREATE FUNCTION ledger_guard_version() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := TG_TABLE_NAME || ' ' || coalesce(NEW.code, OLD.code) || ' version '
                 || coalesce(NEW.version, OLD.version);
    step text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' AND NOT public.ledger_is_owner() THEN
            PERFORM public.ledger_refuse(name || ' begins as a draft.');
        END IF;
        IF public.ledger_is_sealed(NEW.published_in_id)
           OR public.ledger_is_sealed(NEW.superseded_in_id) THEN
            PERFORM public.ledger_refuse(name || ' cannot join an edition that is published already.');
        END IF;
        RETURN NEW;
    END IF;

    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            PERFORM public.ledger_refuse(name || ' is ' || OLD.state || ' and cannot be deleted.');
        END IF;
        RETURN OLD;
    END IF;

    IF NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    step := OLD.state || ' to ' || NEW.state;
    IF step NOT IN ('draft to draft', 'draft to submitted', 'submitted to draft',
                    'submitted to published', 'published to superseded', 'published to withdrawn') THEN
        PERFORM public.ledger_refuse(name || ' is ' || OLD.state || ' and cannot be changed ('
                                     || step || ').');
    END IF;
    IF OLD.state <> 'draft'
       AND public.ledger_content(to_jsonb(OLD)) <> public.ledger_content(to_jsonb(NEW)) THEN
        PERFORM public.ledger_refuse(name || ' is ' || OLD.state || ': its content cannot be changed.');
    END IF;
    IF OLD.code <> NEW.code OR OLD.version <> NEW.version THEN
        PERFORM public.ledger_refuse(name || ': code and version never change.');
    END IF;
    IF NEW.state = 'published' THEN
        PERFORM public.ledger_check_publisher(TG_TABLE_NAME, NEW.id, NEW.submitted_by_id);
        IF (OLD.submitted_by_id, OLD.submitted_at)
           IS DISTINCT FROM (NEW.submitted_by_id, NEW.submitted_at) THEN
            PERFORM public.ledger_refuse(name || ': who submitted it never changes.');
        END IF;
        IF public.ledger_is_sealed(NEW.published_in_id) THEN
            PERFORM public.ledger_refuse(name || ' cannot join an edition that is published already.');
        END IF;
    ELSIF NEW.state IN ('superseded', 'withdrawn') THEN
        IF to_jsonb(OLD) - ARRAY['state', 'superseded_in_id']
           <> to_jsonb(NEW) - ARRAY['state', 'superseded_in_id'] THEN
            PERFORM public.ledger_refuse(name || ': only its end can be recorded now.');
        END IF;
        IF NEW.state = 'withdrawn' THEN
            PERFORM public.ledger_check_publisher(TG_TABLE_NAME, NEW.id, NEW.submitted_by_id);
            PERFORM public.ledger_check_request(public.ledger_kind(TG_TABLE_NAME), NEW.code,
                                                NEW.version);
        END IF;
        IF public.ledger_is_sealed(NEW.superseded_in_id) THEN
            PERFORM public.ledger_refuse(name || ' cannot join an edition that is published already.');
        END IF;
    END IF;
    RETURN NEW;
END
$$;

-- BEFORE INSERT OR UPDATE OR DELETE on a table of rows. Arguments: table of the record, its column.
CREATE FUNCTION ledger_guard_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parents bigint[] := ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN (to_jsonb(OLD) ->> TG_ARGV[1])::bigint END,
        CASE WHEN TG_OP <> 'DELETE' THEN (to_jsonb(NEW) ->> TG_ARGV[1])::bigint END];
    parent bigint;
    parent_state text;
    parent_edition bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    FOREACH parent IN ARRAY parents LOOP
        CONTINUE WHEN parent IS NULL;
        -- FOR SHARE waits for a review step under way and then sees its result.
        EXECUTE format('SELECT state, published_in_id FROM public.%I WHERE id = $1 FOR SHARE', TG_ARGV[0])
            INTO parent_state, parent_edition USING parent;
        CONTINUE WHEN parent_state = 'draft' OR (parent_state IS NULL AND TG_OP = 'DELETE');
        IF TG_OP = 'INSERT' AND parent_edition IS NOT NULL
           AND NOT public.ledger_is_sealed(parent_edition) THEN
            CONTINUE;  -- fixtures: the edition comes last in the same transaction
        END IF;
        PERFORM public.ledger_refuse(format('%s: rows of a record that is %s cannot be changed.',
                                            TG_TABLE_NAME, coalesce(parent_state, 'unknown')));
    END LOOP;
    RETURN coalesce(NEW, OLD);
END
$$;

-- BEFORE UPDATE OR DELETE on tables that only ever grow. A repeated identical write does nothing.
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    PERFORM public.ledger_refuse(TG_TABLE_NAME || ' only grows: its rows cannot be changed or deleted.');
END
$$;

-- BEFORE TRUNCATE.
CREATE FUNCTION ledger_no_truncate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.ledger_refuse(TG_TABLE_NAME || ' cannot be emptied.');
END
$$;

-- BEFORE UPDATE on reference data. Argument: the column that names a row for good.
CREATE FUNCTION ledger_guard_name() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) -> TG_ARGV[0] <> to_jsonb(NEW) -> TG_ARGV[0] THEN
        PERFORM public.ledger_refuse(
            format('%s: %s “%s” never changes, since addresses and digests quote it.',
                   TG_TABLE_NAME, TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[0]));
    END IF;
    RETURN NEW;
END
$$;

-- Editions follow each other in time, each dated by the clock of the database.
CREATE FUNCTION ledger_check_moment(edition integer, dated timestamptz, newest timestamptz)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF dated < newest THEN
        PERFORM public.ledger_refuse(format('Edition %s is dated before the one before.', edition));
    ELSIF dated NOT BETWEEN clock_timestamp() - interval '3 minutes'
                        AND clock_timestamp() + interval '3 minutes' THEN
        PERFORM public.ledger_refuse(format('Edition %s is not dated by the clock of the database.',
                                            edition));
    END IF;
END
$$;

-- BEFORE INSERT on editions: one chain, without gaps, dated by the clock of the database. Only the
-- first edition of a ledger, which founding fixtures bring, may have a date of its own.
CREATE FUNCTION ledger_guard_edition() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    newest public.records_edition%ROWTYPE;
BEGIN
    SELECT * INTO newest FROM public.records_edition ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(newest.number, 0) + 1 THEN
        PERFORM public.ledger_refuse(format('Edition %s does not follow edition %s.',
                                            NEW.number, coalesce(newest.number, 0)));
    END IF;
    IF NEW.previous_digest <> coalesce(newest.digest, '') THEN
        PERFORM public.ledger_refuse(format('Edition %s does not continue the chain.', NEW.number));
    END IF;
    IF newest.number IS NOT NULL THEN
        PERFORM public.ledger_check_moment(NEW.number, NEW.published_at, newest.published_at);
    END IF;
    IF public.ledger_acting_user() IS DISTINCT FROM NEW.published_by_id
       AND (newest.number IS NOT NULL OR NOT public.ledger_is_owner()) THEN
        PERFORM public.ledger_refuse('An edition names the person who publishes it.');
    END IF;
    RETURN NEW;
END
$$;

-- AFTER INSERT on entries, once a statement: never more than the edition announced, never one person.
CREATE FUNCTION ledger_guard_entries() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN public.records_edition ON number = added.edition_id
               WHERE published_by_id = submitted_by_id) THEN
        PERFORM public.ledger_refuse('The publisher must not be the submitter.');
    END IF;
    IF EXISTS (SELECT FROM public.records_edition
               WHERE number IN (SELECT edition_id FROM added)
                 AND record_count < (SELECT count(*) FROM public.records_editionentry
                                     WHERE edition_id = number)) THEN
        PERFORM public.ledger_refuse('An edition that is published already takes no further records.');
    END IF;
    RETURN NULL;
END
$$;

-- AFTER INSERT OR UPDATE on a table of versions, at the end of the transaction: an edition that
-- published, replaced or withdrew a version names it.
CREATE FUNCTION ledger_check_entered() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    named text := public.ledger_kind(TG_TABLE_NAME);
BEGIN
    IF NOT EXISTS (SELECT FROM public.records_editionentry
                   WHERE edition_id = NEW.published_in_id AND kind = named AND code = NEW.code
                     AND version = NEW.version AND action = 'published')
       OR (NEW.superseded_in_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM public.records_editionentry
           WHERE edition_id = NEW.superseded_in_id AND kind = named AND code = NEW.code
             AND CASE NEW.state WHEN 'withdrawn' THEN action = 'withdrawn' AND version = NEW.version
                 ELSE action = 'published' AND version > NEW.version END)) THEN
        PERFORM public.ledger_refuse(format('%s %s version %s: its edition does not name it.',
                                            TG_TABLE_NAME, NEW.code, NEW.version));
    END IF;
    RETURN NULL;
END
$$;

-- How many versions in `version_table` edition `edition` published or withdrew.
CREATE FUNCTION ledger_count_versions(version_table text, edition integer) RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    counted bigint;
BEGIN
    EXECUTE format(
        'SELECT count(*) FROM public.records_editionentry e JOIN public.%I v
         ON v.code = e.code AND v.version = e.version AND $1 = CASE e.action
            WHEN ''published'' THEN v.published_in_id ELSE v.superseded_in_id END
         WHERE e.edition_id = $1 AND e.kind = $2', version_table)
    INTO counted USING edition, public.ledger_kind(version_table);
    RETURN counted;
END
$$;

-- AFTER INSERT on editions, at the end of the transaction: as many entries as announced, and each
-- names a version that the edition published or withdrew.
CREATE FUNCTION ledger_check_edition() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.record_count <> (SELECT count(*) FROM public.records_editionentry
                            WHERE edition_id = NEW.number) THEN
        PERFORM public.ledger_refuse(format('Edition %s has not as many entries as it says.',
                                            NEW.number));
    ELSIF NEW.record_count <> (
        SELECT coalesce(sum(public.ledger_count_versions(relname::text, NEW.number)), 0)
        FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
        WHERE tgname = 'ledger_entered' AND c.relnamespace = 'public'::regnamespace
          AND public.ledger_kind(relname::text) IN (SELECT kind FROM public.records_editionentry
                                                    WHERE edition_id = NEW.number)) THEN
        PERFORM public.ledger_refuse(format('Edition %s names a version that it did not publish.',
                                            NEW.number));
    END IF;
    RETURN NULL;
END
$$;

-- BEFORE INSERT on stored files: each is known by the digest of its bytes.
CREATE FUNCTION ledger_guard_file() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.digest <> encode(sha256(NEW.content), 'hex') OR NEW.size <> length(NEW.content) THEN
        PERFORM public.ledger_refuse('A file is kept under the SHA-256 of its bytes.');
    END IF;
    RETURN NEW;
END
$$;
