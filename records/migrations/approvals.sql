-- Two approvals above an amount. What a record costs is reckoned by its room: a function
-- ledger_money_of_…(version) of each kind that has money.

-- The limit that holds today; NULL where one reviewer is always enough.
CREATE FUNCTION ledger_approval_limit() RETURNS numeric
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT amount FROM public.records_approvallimit ORDER BY id DESC LIMIT 1
$$;

-- Whether a version was approved, since it was last handed in, by somebody other than `publisher`,
-- its submitter and those who edited it.
CREATE FUNCTION ledger_is_approved(version_table text, version_id bigint, version_code text,
                                   version_number integer, submitter bigint, publisher bigint)
RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.records_reviewstep a
        WHERE a.kind = public.ledger_kind(version_table) AND a.code = version_code
          AND a.version = version_number AND a.verb = 'approve'
          AND a.by_id NOT IN (submitter, publisher)
          AND NOT EXISTS (SELECT FROM public.records_reviewstep later
                          WHERE later.kind = a.kind AND later.code = a.code
                            AND later.version = a.version AND later.id > a.id
                            AND later.verb IN ('submit', 'return', 'recall'))
          AND NOT EXISTS (SELECT FROM public.records_changeevent
                          WHERE owner_table = version_table AND owner_id = version_id
                            AND user_id = a.by_id AND is_edit))
$$;

-- AFTER UPDATE on a table of versions, at the end of the transaction: what costs more than the
-- limit was approved by two. Argument: the function that says what a version costs.
CREATE FUNCTION ledger_check_approved() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    most numeric := public.ledger_approval_limit();
    money numeric;
    publisher bigint;
BEGIN
    IF most IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT public.%I($1)', TG_ARGV[0]) INTO money USING NEW.id;
    IF money <= most THEN
        RETURN NULL;
    END IF;
    SELECT published_by_id INTO publisher FROM public.records_edition
    WHERE number = NEW.published_in_id;
    IF NOT public.ledger_is_approved(TG_TABLE_NAME, NEW.id, NEW.code, NEW.version,
                                     NEW.submitted_by_id, publisher) THEN
        PERFORM public.ledger_refuse(format(
            '%s %s version %s costs more than %s yuan: two reviewers approve it.',
            TG_TABLE_NAME, NEW.code, NEW.version, most));
    END IF;
    RETURN NULL;
END
$$;
