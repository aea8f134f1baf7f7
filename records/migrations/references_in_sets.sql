-- Reference data, one statement at a time: what references.sql and search.sql did for each row.
--
-- A source of a county comes with thousands of statements. Triggers that are called once for a
-- statement see its rows in two tables, `before` and `given`, and answer with one query for all.
-- That query is made when it is needed, so it knows columns that were added since.

-- SQL for some columns of every row that a trigger's statement touched, as it was and as it is.
CREATE FUNCTION ledger_touched(operation text, names text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE operation
        WHEN 'INSERT' THEN format('SELECT %s FROM given', names)
        WHEN 'DELETE' THEN format('SELECT %s FROM before', names)
        ELSE format('SELECT %1$s FROM before UNION SELECT %1$s FROM given', names)
    END;

-- Write the rows that `key` finds (by $1 and $2) from ledger_latest; `name` is their unique key. No
-- version that comes in ends a row, so only after other statements the rows of no version go.
CREATE FUNCTION ledger_write_references(operation text, described text, name text, key text,
                                        subject bigint, parts text[])
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    columns text := public.ledger_described_columns(described, '', '{}');
    given text := public.ledger_described_columns(described, 'excluded.', '{}');
    held text := public.ledger_described_columns(described, 'held.', '{}');
BEGIN
    EXECUTE format(
        'INSERT INTO public.%1$I AS held (%2$s) SELECT %2$s FROM ledger_latest.%1$I WHERE %5$s
         ON CONFLICT (%6$s) DO UPDATE SET (%2$s) = ROW (%3$s)
         WHERE (%4$s) IS DISTINCT FROM (%3$s)',
        described, columns, given, held, key, name) USING subject, parts;
    IF operation <> 'INSERT' THEN
        EXECUTE format(
            'DELETE FROM public.%1$I WHERE %2$s
             AND (%3$s) NOT IN (SELECT %3$s FROM ledger_latest.%1$I WHERE %2$s)',
            described, key, name) USING subject, parts;
    END IF;
END
$$;

-- AFTER INSERT, UPDATE or DELETE on versions of reference data. Argument: the table described.
CREATE FUNCTION ledger_publish_references() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text[];
    document bigint;
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT code) FROM (%s) touched',
                   public.ledger_touched(TG_OP, 'code')) INTO names;
    PERFORM public.ledger_write_references(TG_OP, TG_ARGV[0], 'code', 'code = ANY ($2)', NULL,
                                           names);
    IF TG_ARGV[0] = 'records_source' THEN
        IF TG_OP = 'UPDATE' THEN
            names := ARRAY(SELECT code FROM (SELECT id, code, version, state FROM given
                                             EXCEPT SELECT id, code, version, state FROM before) moved);
        END IF;
        FOR document IN SELECT id FROM public.records_source WHERE code = ANY (names) LOOP
            PERFORM public.ledger_write_references(TG_OP, 'records_statement', 'source_id, code',
                                                   'source_id = $1', document, NULL);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

-- AFTER INSERT, UPDATE or DELETE on statements in versions of their source.
CREATE FUNCTION ledger_publish_statements() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    document bigint;
    parts text[];
BEGIN
    FOR document, parts IN EXECUTE format(
        'SELECT s.id, array_agg(DISTINCT touched.code) FROM (%s) touched
         JOIN public.records_sourceversion v ON v.id = touched.document_id
         JOIN public.records_source s ON s.code = v.code GROUP BY s.id ORDER BY s.id',
        public.ledger_touched(TG_OP, 'document_id, code')) LOOP
        PERFORM public.ledger_write_references(TG_OP, 'records_statement', 'source_id, code',
            'source_id = $1 AND code = ANY ($2)', document, parts);
    END LOOP;
    RETURN NULL;
END
$$;

-- AFTER INSERT, UPDATE or DELETE on a table of reference data: it says what its versions say.
-- Argument: the column within which a code names a row, if not in the whole table.
CREATE FUNCTION ledger_guard_references() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whole text := coalesce(TG_ARGV[0], 'NULL::bigint');
    of_whole text := coalesce(TG_ARGV[0] || ' = $1', 'true');
    now text := CASE TG_OP WHEN 'DELETE' THEN 'before WHERE false' ELSE 'given WHERE ' || of_whole END;
    owner bigint;
    codes text[];
    strange text;
BEGIN
    FOR owner, codes IN EXECUTE format(
        'SELECT whole, array_agg(code) FROM (%s) touched GROUP BY whole',
        public.ledger_touched(TG_OP, whole || ' AS whole, code')) LOOP
        EXECUTE format(
            'SELECT code FROM (SELECT * FROM ledger_latest.%I WHERE %s AND code = ANY ($2)) said
             FULL JOIN (SELECT * FROM %s) is_now USING (code)
             WHERE to_jsonb(said) IS DISTINCT FROM to_jsonb(is_now) - ''id'' LIMIT 1',
            TG_TABLE_NAME, of_whole, now) INTO strange USING owner, codes;
        EXIT WHEN strange IS NOT NULL;
    END LOOP;
    IF strange IS NULL AND TG_OP = 'UPDATE' THEN
        EXECUTE format('SELECT code FROM (SELECT id, code, %1$s FROM before
                                          EXCEPT SELECT id, code, %1$s FROM given) moved LIMIT 1', whole)
            INTO strange;
    END IF;
    IF strange IS NOT NULL THEN
        PERFORM public.ledger_refuse(
            format('%s %s says what its versions say: correct it through review.', TG_TABLE_NAME,
                   strange));
    END IF;
    RETURN NULL;
END
$$;

-- AFTER INSERT, UPDATE or DELETE of reference data: an entry for each version that is or was
-- published, all under their row. Rows that were not public before and are not now keep theirs.
CREATE FUNCTION ledger_search_references() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subjects bigint[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) touched WHERE published_in_id IS NOT NULL',
                   public.ledger_touched(TG_OP, 'id, published_in_id')) INTO subjects;
    IF subjects IS NULL THEN
        RETURN NULL;
    END IF;
    DELETE FROM public.records_searchentry WHERE kind = TG_ARGV[0] AND row_id = ANY (subjects);
    EXECUTE format(
        'INSERT INTO public.records_searchentry (kind, row_id, published_in, superseded_in, words)
         SELECT $1, id, published_in_id, superseded_in_id,
            public.ledger_search_words(to_jsonb(h), $2, $3, $4)
         FROM ledger_history.%I h WHERE id = ANY ($5)', TG_TABLE_NAME)
    USING TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], TG_ARGV[3], subjects;
    INSERT INTO public.records_searchword (word)
    SELECT DISTINCT lexeme FROM public.records_searchentry, unnest(words)
    WHERE kind = TG_ARGV[0] AND row_id = ANY (subjects)
      AND weights && ARRAY['A', 'C'] AND public.ledger_is_known_word(lexeme)
    ORDER BY lexeme ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
