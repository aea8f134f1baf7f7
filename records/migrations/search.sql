-- Search: everything that is or was published, as words.
-- Each kind is put under `ledger_search` by a trigger whose arguments say which columns are
-- searched: kind, titles, texts, references. Rebuilding reads them from the triggers themselves.

-- Small Latin letters without accents, full-width forms as plain ones.
CREATE FUNCTION ledger_plain(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'));

-- Every two neighbouring Chinese characters as one word, and the last of each run by itself, so
-- that every character begins a word: pairs from the first character, then from the second.
CREATE FUNCTION ledger_pairs(han text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(han, '([^ ]{2})', '\1 ', 'g')
       || regexp_replace(regexp_replace(' ' || han, ' [^ ]', ' ', 'g'), '([^ ]{2})', '\1 ', 'g');

-- Words as written, under weight `exact`, and English stems, under weight `stem`.
CREATE FUNCTION ledger_words(given text, exact "char", stem "char") RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    plain text := public.ledger_plain(coalesce(given, ''));
    latin text := regexp_replace(plain, '[^a-z0-9]+', ' ', 'g');
    han text := regexp_replace(plain, '[^\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+', ' ', 'g');
BEGIN
    RETURN setweight(to_tsvector('simple', latin || ' ' || public.ledger_pairs(han)), exact)
        || setweight(to_tsvector('english', latin), stem);
END
$$;

CREATE FUNCTION ledger_columns(content jsonb, names text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text;
    found text := '';
BEGIN
    FOREACH name IN ARRAY string_to_array(names, ',') LOOP
        found := found || ' ' || coalesce(content ->> name, '');
    END LOOP;
    RETURN found;
END
$$;

-- A row that refers to county 17 by `county_id:county` holds the word 17county: whoever is found
-- by the county's name today is then found by it too, without keeping a copy of the name.
CREATE FUNCTION ledger_references(content jsonb, names text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text;
    found text[] := '{}';
BEGIN
    FOREACH name IN ARRAY string_to_array(names, ',') LOOP
        found := found || ((content ->> split_part(name, ':', 1)) || split_part(name, ':', 2));
    END LOOP;
    RETURN array_to_tsvector(array_remove(found, NULL));
END
$$;

-- Rows that were entered one after another share a block: the word 3block leads the index straight
-- to some ten thousand of them, however many others hold a common word.
CREATE FUNCTION ledger_block(row_id bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (row_id / 16384) || 'block';

CREATE FUNCTION ledger_search_words(content jsonb, titles text, texts text, refs text)
RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN public.ledger_words(public.ledger_columns(content, titles), 'A', 'B')
        || public.ledger_words(public.ledger_columns(content, texts), 'C', 'D')
        || public.ledger_references(content, refs)
        || array_to_tsvector(ARRAY[public.ledger_block((content ->> 'id')::bigint)]);
END
$$;

-- Words worth proposing to whoever mistypes one: English, as written.
CREATE FUNCTION ledger_is_known_word(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN word ~ '^[a-z]{4,60}$';

-- Keep the words of entries that readers may mistype.
CREATE FUNCTION ledger_search_learn(words tsvector) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.records_searchword (word)
    SELECT lexeme FROM unnest(words)
    WHERE weights && ARRAY['A', 'C'] AND public.ledger_is_known_word(lexeme)
    ORDER BY lexeme ON CONFLICT DO NOTHING
$$;

-- AFTER INSERT OR UPDATE of a version that is or was published.
CREATE FUNCTION ledger_search() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made tsvector := public.ledger_search_words(to_jsonb(NEW), TG_ARGV[1], TG_ARGV[2], TG_ARGV[3]);
BEGIN
    INSERT INTO public.records_searchentry (kind, row_id, published_in, superseded_in, words)
    VALUES (TG_ARGV[0], NEW.id, NEW.published_in_id, NEW.superseded_in_id, made)
    ON CONFLICT (kind, row_id, published_in) DO UPDATE
        SET superseded_in = excluded.superseded_in, words = excluded.words;
    PERFORM public.ledger_search_learn(made);
    RETURN NULL;
END
$$;

-- AFTER INSERT OR UPDATE OR DELETE of reference data: an entry for each version that is or was
-- published, all under the row.
CREATE FUNCTION ledger_search_reference() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subject bigint := coalesce(NEW.id, OLD.id);
BEGIN
    DELETE FROM public.records_searchentry WHERE kind = TG_ARGV[0] AND row_id = subject;
    EXECUTE format(
        'INSERT INTO public.records_searchentry (kind, row_id, published_in, superseded_in, words)
         SELECT $1, id, published_in_id, superseded_in_id,
            public.ledger_search_words(to_jsonb(h), $2, $3, $4)
         FROM ledger_history.%I h WHERE id = $5', TG_TABLE_NAME)
    USING TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], TG_ARGV[3], subject;
    PERFORM public.ledger_search_learn(words) FROM public.records_searchentry
    WHERE kind = TG_ARGV[0] AND row_id = subject;
    RETURN NULL;
END
$$;

-- The entries of one table, as its trigger would have made them.
CREATE FUNCTION ledger_search_fill(searched regclass) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text[] := (SELECT string_to_array(encode(tgargs, 'escape'), '\000') FROM pg_trigger
                     WHERE tgrelid = searched AND tgname LIKE 'ledger_search%' LIMIT 1);
    history regclass := to_regclass(format('ledger_history.%I',
        (SELECT relname FROM pg_class WHERE oid = searched)));
BEGIN
    EXECUTE format(
        'INSERT INTO public.records_searchentry (kind, row_id, published_in, superseded_in, words)
         SELECT $1, id, published_in_id, superseded_in_id,
            public.ledger_search_words(to_jsonb(t), $2, $3, $4)
         FROM %s t WHERE published_in_id IS NOT NULL ORDER BY id', coalesce(history, searched))
    USING given[1], given[2], given[3], given[4];
END
$$;

CREATE FUNCTION ledger_search_rebuild() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    searched regclass;
BEGIN
    DELETE FROM public.records_searchentry;
    DELETE FROM public.records_searchword;
    -- Of ours only: a temporary table may have a trigger of this name.
    FOR searched IN SELECT DISTINCT c.oid FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
                    WHERE tgname LIKE 'ledger_search%'
                      AND c.relnamespace = 'public'::regnamespace LOOP
        PERFORM public.ledger_search_fill(searched);
    END LOOP;
    -- Not by ts_stat: its tree becomes a chain where words come in order, as the numbers in a million
    -- titles do.
    INSERT INTO public.records_searchword (word)
    SELECT DISTINCT lexeme FROM public.records_searchentry, unnest(words)
    WHERE weights && ARRAY['A', 'C'] AND public.ledger_is_known_word(lexeme);
END
$$;
