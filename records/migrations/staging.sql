-- Tables in which an import compares a file with the ledger: the application cannot make tables, and
-- has these made. Their name carries the number of the session; they end with the transaction that
-- made them, or with ledger_unstage().

-- An empty table with the columns of `stored`, those of an import, and a number for each of `lines`;
-- its name.
CREATE FUNCTION ledger_stage(stored text, lines text[]) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    staged text := stored || '_' || pg_backend_pid();
    numbers text := coalesce((SELECT string_agg(format(', 0 AS %I', line), '' ORDER BY line)
                              FROM unnest(lines) line), '');
BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger
                   WHERE tgrelid = to_regclass(format('public.%I', stored))
                     AND tgfoid IN ('public.ledger_guard_version()'::regprocedure,
                                    'public.ledger_guard_row()'::regprocedure)) THEN
        PERFORM public.ledger_refuse(format('%s holds nothing that can be imported.', stored));
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS ledger_staging.%I', staged);
    EXECUTE format(
        'CREATE UNLOGGED TABLE ledger_staging.%I AS SELECT *, 0 AS sheet_row, ''''::text AS owner_code,
            0::bigint AS base_id, 0::bigint AS new_id, false AS is_faulty, false AS is_changed%s
         FROM public.%I WITH NO DATA', staged, numbers, stored);
    RETURN staged;
END
$$;

-- Index the table of this session for `stored` by the column `key`, where that is given; count it.
CREATE FUNCTION ledger_count_staged(stored text, key text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    staged text := stored || '_' || pg_backend_pid();
BEGIN
    IF key IS NOT NULL THEN
        EXECUTE format('CREATE INDEX ON ledger_staging.%I (%I)', staged, key);
    END IF;
    EXECUTE format('ANALYZE ledger_staging.%I', staged);
END
$$;

-- Drop what this session has staged.
CREATE FUNCTION ledger_unstage() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    staged regclass;
BEGIN
    FOR staged IN SELECT oid FROM pg_class
                  WHERE relnamespace = 'ledger_staging'::regnamespace AND relkind = 'r'
                    AND relname ~ ('_' || pg_backend_pid() || '$') LOOP
        EXECUTE format('DROP TABLE %s', staged);
    END LOOP;
END
$$;
