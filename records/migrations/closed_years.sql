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
