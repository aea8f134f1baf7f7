-- Reference data: rows that keep their ids, and the versions that decide what they say.
--
-- Three schemas hold a view for each table of reference data, under the name of the table:
--   ledger_latest   what each row must say: its public version or, while there is none, its newest;
--   ledger_history  each version that was ever public, under the id of its row;
--   ledger_past     the table as it was in the edition that the setting ledger.edition names.
-- `ledger_describe` makes them. A trigger on the versions writes the row from ledger_latest, and a
-- guard on the table refuses whatever differs from it.
CREATE SCHEMA ledger_latest;
CREATE SCHEMA ledger_history;
CREATE SCHEMA ledger_past;

CREATE FUNCTION ledger_edition_in_reading() RETURNS integer
LANGUAGE sql STABLE
RETURN nullif(current_setting('ledger.edition', true), '')::integer;

-- The columns of a table of reference data that its versions decide, with `prefix` before each;
-- `leave_out` come from elsewhere.
CREATE FUNCTION ledger_described_columns(described text, prefix text, leave_out text[])
RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(prefix || quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = ('public.' || quote_ident(described))::regclass AND attnum > 0
      AND NOT attisdropped AND attname <> ALL (leave_out || '{id}')
$$;

-- `described` has a version for each code in `versions`.
CREATE FUNCTION ledger_describe(described text, versions text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said text := public.ledger_described_columns(described, 'v.', '{published_in_id,revised_in}');
BEGIN
    EXECUTE format(
        'CREATE VIEW ledger_latest.%1$I AS SELECT DISTINCT ON (v.code)
            CASE WHEN v.state = ''published'' THEN v.published_in_id END AS published_in_id,
            CASE WHEN v.state = ''published'' AND EXISTS (
                SELECT FROM public.%2$I e WHERE e.code = v.code AND e.version < v.version
                    AND e.published_in_id IS NOT NULL) THEN v.published_in_id END AS revised_in, %3$s
         FROM public.%2$I v
         ORDER BY v.code, v.state = ''published'' DESC, v.published_in_id IS NOT NULL DESC,
            v.version DESC', described, versions, said);
    EXECUTE format(
        'CREATE VIEW ledger_history.%1$I AS SELECT s.id, s.revised_in, v.published_in_id,
            v.superseded_in_id, %3$s
         FROM public.%2$I v JOIN public.%1$I s ON s.code = v.code
         WHERE v.published_in_id IS NOT NULL', described, versions, said);
    PERFORM public.ledger_describe_past(described);
END
$$;

-- Statements are rows of the versions of their source. One is revised by the edition after which
-- it has said, without a break, what it says now.
CREATE FUNCTION ledger_describe_statements() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    others text[] := '{published_in_id,revised_in,version,source_id}';
    said text := public.ledger_described_columns('records_statement', 'r.', others);
    before text := public.ledger_described_columns('records_statement', 'b.', others);
BEGIN
    EXECUTE format(
        'CREATE VIEW ledger_latest.records_statement AS SELECT DISTINCT ON (s.id, r.code)
            CASE WHEN v.state = ''published'' THEN v.published_in_id END AS published_in_id,
            CASE WHEN v.state = ''published'' THEN (
                SELECT min(a.published_in_id) FROM public.records_sourceversion a
                WHERE a.code = v.code AND a.published_in_id IS NOT NULL AND a.version > (
                    SELECT max(e.version) FROM public.records_sourceversion e
                    JOIN public.records_statementversion b ON b.document_id = e.id
                    WHERE e.code = v.code AND e.version < v.version AND b.code = r.code
                        AND e.published_in_id IS NOT NULL AND (%2$s) IS DISTINCT FROM (%1$s))
            ) END AS revised_in, v.version, s.id AS source_id, %1$s
         FROM public.records_statementversion r
         JOIN public.records_sourceversion v ON v.id = r.document_id
         JOIN public.records_source s ON s.code = v.code
         ORDER BY s.id, r.code, v.state = ''published'' DESC, v.published_in_id IS NOT NULL DESC,
            v.version DESC', said, before);
    EXECUTE format(
        'CREATE VIEW ledger_history.records_statement AS SELECT t.id, t.revised_in,
            v.published_in_id, v.superseded_in_id, v.version, s.id AS source_id, %s
         FROM public.records_statementversion r
         JOIN public.records_sourceversion v ON v.id = r.document_id
         JOIN public.records_source s ON s.code = v.code
         JOIN public.records_statement t ON t.source_id = s.id AND t.code = r.code
         WHERE v.published_in_id IS NOT NULL', said);
    PERFORM public.ledger_describe_past('records_statement');
END
$$;

CREATE FUNCTION ledger_describe_past(described text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format(
        'CREATE VIEW ledger_past.%1$I AS SELECT %2$s, id FROM ledger_history.%1$I
         WHERE published_in_id <= public.ledger_edition_in_reading()
           AND (superseded_in_id IS NULL
                OR superseded_in_id > public.ledger_edition_in_reading())',
        described, public.ledger_described_columns(described, '', '{}'));
END
$$;

-- Write the rows that `key` finds (by $1 and $2) from ledger_latest; `name` is their unique key.
CREATE FUNCTION ledger_write_reference(described text, name text, key text, subject text, part text)
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
        described, columns, given, held, key, name) USING subject, part;
    EXECUTE format(
        'DELETE FROM public.%1$I WHERE %2$s
         AND (%3$s) NOT IN (SELECT %3$s FROM ledger_latest.%1$I WHERE %2$s)',
        described, key, name) USING subject, part;
END
$$;

-- AFTER INSERT OR UPDATE OR DELETE on versions of reference data. Argument: the table described.
CREATE FUNCTION ledger_publish_reference() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject text := coalesce(NEW.code, OLD.code);
BEGIN
    PERFORM public.ledger_write_reference(TG_ARGV[0], 'code', 'code = $1', subject, NULL);
    IF TG_ARGV[0] = 'records_source' AND (TG_OP <> 'UPDATE' OR NEW.state <> OLD.state) THEN
        PERFORM public.ledger_write_reference('records_statement', 'source_id, code',
            'source_id = (SELECT id FROM public.records_source WHERE code = $1)', subject, NULL);
    END IF;
    RETURN NULL;
END
$$;

-- AFTER INSERT OR UPDATE OR DELETE on statements in versions of their source.
CREATE FUNCTION ledger_publish_statement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    document text := (SELECT code FROM public.records_sourceversion
                      WHERE id = coalesce(NEW.document_id, OLD.document_id));
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY[OLD.code, NEW.code] LOOP
        CONTINUE WHEN part IS NULL;
        PERFORM public.ledger_write_reference('records_statement', 'source_id, code',
            'source_id = (SELECT id FROM public.records_source WHERE code = $1) AND code = $2',
            document, part);
    END LOOP;
    RETURN NULL;
END
$$;

-- AFTER INSERT OR UPDATE OR DELETE on a table of reference data: it says what its versions say.
-- Arguments: the columns that name a row.
CREATE FUNCTION ledger_guard_reference() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given jsonb := to_jsonb(coalesce(NEW, OLD));
    named text := (SELECT string_agg(format('l.%1$I::text = $1 ->> %1$L', name), ' AND ')
                   FROM unnest(TG_ARGV[:]) name);
    said jsonb;
BEGIN
    EXECUTE format('SELECT to_jsonb(l) FROM ledger_latest.%I l WHERE %s', TG_TABLE_NAME, named)
        INTO said USING given;
    IF said IS DISTINCT FROM (CASE WHEN TG_OP <> 'DELETE' THEN given - 'id' END)
       OR (TG_OP = 'UPDATE' AND NEW.id <> OLD.id) THEN
        PERFORM public.ledger_refuse(
            format('%s %s says what its versions say: correct it through review.', TG_TABLE_NAME,
                   given ->> 'code'));
    END IF;
    RETURN NULL;
END
$$;

-- Rows of reference data that do not say what their versions say: none, as long as the rules hold.
CREATE FUNCTION ledger_differing_references(described text) RETURNS SETOF text LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    columns text := public.ledger_described_columns(described, '', '{}');
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT code::text FROM ((SELECT %1$s FROM public.%2$I EXCEPT SELECT %1$s FROM ledger_latest.%2$I)
         UNION ALL (SELECT %1$s FROM ledger_latest.%2$I EXCEPT SELECT %1$s FROM public.%2$I)) differing
         ORDER BY 1', columns, described);
END
$$;
