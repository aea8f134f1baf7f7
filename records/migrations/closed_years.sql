-- A year is closed while the last step about it says so.
CREATE FUNCTION ledger_year_is_closed(asked integer) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT verb = 'close' FROM public.records_yearstep
                     WHERE year = asked ORDER BY id DESC LIMIT 1), false)
$$;

-- BEFORE INSERT OR UPDATE on a table of versions with a year. A draft may be mended or returned;
-- nothing begins, is submitted, published or withdrawn.
CREATE FUNCTION ledger_guard_year() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = 'draft' AND NEW.year = OLD.year THEN
        RETURN NEW;
    END IF;
    IF public.ledger_year_is_closed(NEW.year)
       OR (TG_OP = 'UPDATE' AND public.ledger_year_is_closed(OLD.year)) THEN
        PERFORM public.ledger_refuse(format('%s %s belongs to a closed year.', TG_TABLE_NAME, NEW.code));
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION ledger_closed_years() RETURNS SETOF integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT year FROM (SELECT DISTINCT ON (year) year, verb FROM public.records_yearstep
                      ORDER BY year, id DESC) steps WHERE verb = 'close'
$$;

-- The closed years that a row of reference data tells of: its year, or its period.
CREATE FUNCTION ledger_closed_years_of(said jsonb) RETURNS SETOF integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT closed FROM public.ledger_closed_years() closed
    WHERE CASE WHEN said ? 'starts'
        THEN left(said ->> 'starts', 4) <= closed::text
             AND (said ->> 'ends' = '' OR left(said ->> 'ends', 4) >= closed::text)
        ELSE (said ->> 'year')::integer = closed END
$$;

-- The closed years that become different when version `version_id` of reference data takes the place
-- of version `before_id`, whose rows are in the table `part` by the column `owner`.
CREATE FUNCTION ledger_closed_years_changed(part text, owner text, version_id bigint, before_id bigint)
RETURNS SETOF integer LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'WITH said AS (SELECT r.%1$I AS version, to_jsonb(r) - %2$L::text[] AS content
            FROM public.%3$I r WHERE r.%1$I IN ($1, $2)),
         alone AS (SELECT content FROM said GROUP BY content HAVING count(DISTINCT version) = 1)
         SELECT DISTINCT closed FROM alone, public.ledger_closed_years_of(content) closed',
        owner, ARRAY['id', owner], part) USING version_id, before_id;
END
$$;

-- BEFORE UPDATE on versions of reference data whose rows tell of years, once they are published or
-- withdrawn. Arguments: the table of the rows, and the column that names their version.
CREATE FUNCTION ledger_guard_years_of_rows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before bigint;
    closed integer;
BEGIN
    IF NEW.state = 'published' THEN
        EXECUTE format('SELECT id FROM public.%I WHERE code = $1 AND published_in_id IS NOT NULL
                        AND id <> $2 ORDER BY version DESC LIMIT 1', TG_TABLE_NAME)
            INTO before USING NEW.code, NEW.id;
    END IF;
    SELECT min(year) INTO closed
    FROM public.ledger_closed_years_changed(TG_ARGV[0], TG_ARGV[1], NEW.id, before) AS year;
    IF closed IS NOT NULL THEN
        PERFORM public.ledger_refuse(
            format('%s %s changes what is said of the closed year %s.', TG_TABLE_NAME, NEW.code, closed));
    END IF;
    RETURN NEW;
END
$$;
