-- The tallies as a ledger of their own: blocks that say what some editions changed, and are never
-- written again. Blocks from the first edition on, and the rows of the few editions after the last
-- one, add up to what the public read at any edition.

-- How large an amount is; '' where it is not stated.
CREATE FUNCTION ledger_band(amount numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN amount IS NULL THEN '' WHEN amount < 10000 THEN 'under-10k'
    WHEN amount < 100000 THEN '10k-100k' WHEN amount < 1000000 THEN '100k-1m'
    WHEN amount < 10000000 THEN '1m-10m' ELSE '10m-up' END;

-- What came (sign 1) and went (-1) with the editions after number `since`, up to number `until`: the
-- allocations of projects, and one line without id for a project that has none. What is not stated is
-- 0 or ''. A project lies in the province where its county lay in that edition, so a county that
-- moves takes its projects along.
CREATE FUNCTION ledger_tally_facts(since integer, until integer) RETURNS TABLE (
    sign integer, project bigint, province integer, county integer, year integer, program integer,
    category text, scope text, status text, kind text, band text, level text, qualifier text,
    id bigint, amount numeric)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    WITH moved AS (
        SELECT c.id FROM public.counties_countyversion v
        JOIN public.counties_county c ON c.code = v.code
        WHERE v.published_in_id > since AND v.published_in_id <= until
            OR v.superseded_in_id > since AND v.superseded_in_id <= until
    ), touched AS (
        SELECT p.id FROM public.programs_project p
        WHERE p.published_in_id > since AND p.published_in_id <= until
        UNION SELECT p.id FROM public.programs_project p
        WHERE p.superseded_in_id > since AND p.superseded_in_id <= until
        UNION SELECT p.id FROM public.programs_project p
        WHERE p.county_id IN (SELECT m.id FROM moved m) AND p.published_in_id <= since
    )
    SELECT side.sign, p.id, coalesce(v.province_id, 0)::int, coalesce(p.county_id, 0)::int,
        p.year::int, p.program_id::int, p.category, p.scope, p.status, coalesce(a.kind, ''),
        public.ledger_band(a.amount), coalesce(a.level, ''), coalesce(a.qualifier, ''), a.id,
        a.amount
    FROM touched t JOIN public.programs_project p ON p.id = t.id
    JOIN (VALUES (since, -1), (until, 1)) AS side (edition, sign)
        ON p.published_in_id <= side.edition
        AND (p.superseded_in_id IS NULL OR p.superseded_in_id > side.edition)
    LEFT JOIN public.counties_county c ON c.id = p.county_id
    LEFT JOIN public.counties_countyversion v ON v.code = c.code
        AND v.published_in_id <= side.edition
        AND (v.superseded_in_id IS NULL OR v.superseded_in_id > side.edition)
    LEFT JOIN public.programs_allocation a ON a.project_id = p.id
$$;

-- SQL that sums the facts by every grain of one family of dimensions of money: a project counts once
-- for each kind of money and amount band that it has. A grain has at most four dimensions, or all but
-- the county; of money by kind, which pages sum by programme and scope, also these and two more. Of a
-- county, whose cells are many, it has one beside the place, or year and kind.
CREATE FUNCTION ledger_tally_cells(family text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    names text[] := '{province,county,year,program,category,scope,status}';
    sets text;
BEGIN
    SELECT string_agg(format('(%s)', array_to_string(ARRAY(
            SELECT names[place] FROM generate_series(1, 7) place
            WHERE bits & (1 << (place - 1)) <> 0) || family, ',')), ',')
    INTO sets FROM generate_series(0, 127) bits
    WHERE (bits & 2 = 0 OR bits & 1 = 1)
      AND (bit_count(bits::bit(7)) + cardinality(family) <= CASE bits & 2 WHEN 0 THEN 4 ELSE 3 END
           OR bits IN (3, 125)
           OR family = '{kind}' AND (bits = 7 OR bits & 42 = 40 AND bit_count(bits::bit(7)) = 4));
    RETURN format(
        'SELECT %1$s + 127 - GROUPING(status, scope, category, program, year, county, province)
                AS grain, province, county, year, program, category, scope, status, %2$s AS kind,
            %3$s AS band, sum(sign)::bigint AS projects, sum(sign * rows)::bigint AS rows,
            sum(sign * stated)::bigint AS stated, sum(sign * qualified)::bigint AS qualified,
            sum(sign * central)::bigint AS central, sum(sign * provincial)::bigint AS provincial,
            sum(sign * municipal)::bigint AS municipal, sum(sign * of_county)::bigint AS of_county,
            sum(sign * amount) AS amount
        FROM (SELECT sign, project, province, county, year, program, category, scope, status, %4$s
                count(id) AS rows, count(amount) AS stated,
                count(id) FILTER (WHERE qualifier <> '''') AS qualified,
                count(id) FILTER (WHERE level = ''central'') AS central,
                count(id) FILTER (WHERE level = ''provincial'') AS provincial,
                count(id) FILTER (WHERE level = ''municipal'') AS municipal,
                count(id) FILTER (WHERE level = ''county'') AS of_county,
                coalesce(sum(amount), 0) AS amount
            FROM facts
            GROUP BY %4$s sign, project, province, county, year, program, category, scope, status
        ) AS level GROUP BY GROUPING SETS (%5$s) HAVING count(*) > 0',
        128 * ('kind' = ANY (family))::int + 256 * ('band' = ANY (family))::int,
        CASE WHEN 'kind' = ANY (family) THEN 'kind' ELSE 'NULL' END,
        CASE WHEN 'band' = ANY (family) THEN 'band' ELSE 'NULL' END,
        array_to_string(family || '{}', ',') || CASE cardinality(family) WHEN 0 THEN '' ELSE ',' END,
        sets);
END
$$;

-- What the editions after number `since`, up to number `until`, changed in the sums of published
-- projects and their money: a row for each combination of the dimensions of a grain. The bits of a
-- grain say which dimensions it is counted by, in the order of the columns; the others are NULL.
CREATE FUNCTION ledger_tally(since integer, until integer) RETURNS TABLE (
    grain integer, province integer, county integer, year integer, program integer, category text,
    scope text, status text, kind text, band text, projects bigint, rows bigint, stated bigint,
    qualified bigint, central bigint, provincial bigint, municipal bigint, of_county bigint,
    amount numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'WITH facts AS MATERIALIZED (SELECT * FROM public.ledger_tally_facts($1, $2)),
        cells AS (%s UNION ALL %s UNION ALL %s UNION ALL %s)
        SELECT * FROM cells WHERE (projects, rows, stated, qualified, central, provincial, municipal,
            of_county, amount) <> (0, 0, 0, 0, 0, 0, 0, 0, 0)',
        public.ledger_tally_cells('{}'), public.ledger_tally_cells('{kind}'),
        public.ledger_tally_cells('{band}'), public.ledger_tally_cells('{kind,band}'))
    USING since, until;
END
$$;

-- What the editions after number `since`, up to number `until`, changed in the outcomes of published
-- projects: components, results by indicator and students by kind of aid (`what`, `of`), by year,
-- programme, scope and kind of work; and, as 'results', how many results each county has and, where
-- there is none, each programme and scope. `value` sums what is stated.
CREATE FUNCTION ledger_outcomes(since integer, until integer) RETURNS TABLE (
    what text, of text, county integer, year integer, program integer, scope text, category text,
    rows bigint, stated bigint, qualified bigint, value numeric)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    WITH touched AS (
        SELECT p.id FROM public.programs_project p
        WHERE p.published_in_id > since AND p.published_in_id <= until
        UNION SELECT p.id FROM public.programs_project p
        WHERE p.superseded_in_id > since AND p.superseded_in_id <= until
    ), p AS (
        SELECT side.sign, p.id, p.county_id::int AS county, p.year::int AS year,
            p.program_id::int AS program, p.scope, p.category, p.component_count
        FROM touched t JOIN public.programs_project p ON p.id = t.id
        JOIN (VALUES (since, -1), (until, 1)) AS side (edition, sign)
            ON p.published_in_id <= side.edition
            AND (p.superseded_in_id IS NULL OR p.superseded_in_id > side.edition)
    ), facts AS (
        SELECT p.*, 'components' AS what, '' AS of, p.component_count::numeric AS value,
            '' AS qualifier FROM p WHERE p.component_count IS NOT NULL
        UNION ALL SELECT p.*, 'result', r.indicator_id::text, r.value, r.qualifier
        FROM p JOIN public.programs_result r ON r.project_id = p.id
        UNION ALL SELECT p.*, 'students', e.kind, e.student_count, ''
        FROM p JOIN public.programs_educationaid e ON e.project_id = p.id
        WHERE e.kind <> 'hope_school'
    ), places AS (
        SELECT f.what, f.of, 0 AS county, f.year, f.program, f.scope, f.category, f.sign, f.value,
            f.qualifier FROM facts f
        UNION ALL SELECT 'results', '', coalesce(f.county, 0), f.year,
            CASE WHEN f.county IS NULL THEN f.program ELSE 0 END,
            CASE WHEN f.county IS NULL THEN f.scope ELSE '' END, '', f.sign, NULL, ''
        FROM facts f WHERE f.what = 'result'
    )
    SELECT q.what, q.of, q.county, q.year, q.program, q.scope, q.category, sum(q.sign),
        coalesce(sum(q.sign) FILTER (WHERE q.value IS NOT NULL), 0),
        coalesce(sum(q.sign) FILTER (WHERE q.qualifier <> ''), 0), coalesce(sum(q.sign * q.value), 0)
    FROM places q GROUP BY 1, 2, 3, 4, 5, 6, 7
    HAVING (sum(q.sign), coalesce(sum(q.sign) FILTER (WHERE q.value IS NOT NULL), 0),
            coalesce(sum(q.sign) FILTER (WHERE q.qualifier <> ''), 0),
            coalesce(sum(q.sign * q.value), 0)) <> (0, 0, 0, 0)
$$;

-- The blocks that add up to the newest edition that blocks reach, or the last before `edition`: long
-- ones before short ones.
CREATE FUNCTION ledger_tally_blocks(edition integer) RETURNS SETOF public.programs_tallyblock
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reached integer := 0;
    block public.programs_tallyblock%ROWTYPE;
BEGIN
    LOOP
        SELECT * INTO block FROM public.programs_tallyblock
        WHERE since = reached AND until <= edition ORDER BY until DESC LIMIT 1;
        EXIT WHEN block.id IS NULL;
        RETURN NEXT block;
        reached := block.until;
    END LOOP;
END
$$;

-- Make the next block: of editions that together hold `fewest` records or more. Says whether there
-- were so many.
CREATE FUNCTION ledger_add_tallies(fewest integer) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    start integer;
    stop integer;
    made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(20110416);
    SELECT coalesce(max(until), 0) INTO start FROM public.programs_tallyblock;
    SELECT number INTO stop FROM (
        SELECT number, sum(record_count) OVER (ORDER BY number) AS records
        FROM public.records_edition WHERE number > start
    ) later WHERE records >= fewest ORDER BY number LIMIT 1;
    IF stop IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO public.programs_tallyblock (level, since, until) VALUES (0, start, stop)
    RETURNING id INTO made;
    INSERT INTO public.programs_tallycell (block_id, grain, province, county, year, program,
        category, scope, status, kind, band, projects, rows, stated, qualified, central, provincial,
        municipal, of_county, amount)
    SELECT made, t.* FROM public.ledger_tally(start, stop) t;
    INSERT INTO public.programs_outcomecell (block_id, what, of, county, year, program, scope,
        category, rows, stated, qualified, value)
    SELECT made, o.* FROM public.ledger_outcomes(start, stop) o;
    RETURN true;
END
$$;

-- Add up the first eight blocks of one level, which follow each other, in one of the next level, so
-- that every edition is the sum of few. Says whether there were so many.
CREATE FUNCTION ledger_merge_tallies() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parts record;
    made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(20110416);
    SELECT level, min(since) AS since, max(until) AS until, array_agg(id) AS ids INTO parts FROM (
        SELECT b.*, row_number() OVER (PARTITION BY b.level ORDER BY b.since) AS place
        FROM public.programs_tallyblock b
        WHERE b.since >= (SELECT coalesce(max(m.until), 0) FROM public.programs_tallyblock m
                          WHERE m.level = b.level + 1)
    ) free WHERE place <= 8 GROUP BY level HAVING count(*) = 8 ORDER BY level LIMIT 1;
    IF parts.level IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO public.programs_tallyblock (level, since, until)
    VALUES (parts.level + 1, parts.since, parts.until) RETURNING id INTO made;
    INSERT INTO public.programs_tallycell (block_id, grain, province, county, year, program,
        category, scope, status, kind, band, projects, rows, stated, qualified, central, provincial,
        municipal, of_county, amount)
    SELECT made, grain, province, county, year, program, category, scope, status, kind, band,
        sum(projects), sum(rows), sum(stated), sum(qualified), sum(central), sum(provincial),
        sum(municipal), sum(of_county), sum(amount)
    FROM public.programs_tallycell WHERE block_id = ANY (parts.ids)
    GROUP BY grain, province, county, year, program, category, scope, status, kind, band
    HAVING (sum(projects), sum(rows), sum(stated), sum(qualified), sum(central), sum(provincial),
            sum(municipal), sum(of_county), sum(amount)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0);
    INSERT INTO public.programs_outcomecell (block_id, what, of, county, year, program, scope,
        category, rows, stated, qualified, value)
    SELECT made, what, of, county, year, program, scope, category, sum(rows), sum(stated),
        sum(qualified), sum(value)
    FROM public.programs_outcomecell WHERE block_id = ANY (parts.ids)
    GROUP BY what, of, county, year, program, scope, category
    HAVING (sum(rows), sum(stated), sum(qualified), sum(value)) <> (0, 0, 0, 0);
    RETURN true;
END
$$;

-- The verbs for one table of ours. What only grows has a trigger that says so; what functions of the
-- database alone write can only be read, and says so in its comment.
CREATE OR REPLACE FUNCTION ledger_rights(given regclass) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN relkind = 'v' OR obj_description(given, 'pg_class') = 'Written by functions only.'
            OR relname IN (
                'auth_group', 'auth_group_permissions', 'auth_permission', 'django_content_type',
                'django_migrations', 'records_changeevent', 'records_searchentry',
                'records_searchword', 'records_user_user_permissions')
            OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = given
                       AND tgfoid = 'public.ledger_guard_reference()'::regprocedure)
            THEN 'SELECT'
        WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = given
                     AND tgfoid = 'public.ledger_append_only()'::regprocedure)
            THEN 'SELECT, INSERT'
        WHEN relname = 'records_user_groups' THEN 'SELECT, DELETE'
        WHEN relname IN ('axes_accesslog', 'records_feedback', 'records_rolerequest', 'records_user')
            THEN 'SELECT, INSERT, UPDATE'
        ELSE 'SELECT, INSERT, UPDATE, DELETE' END
    FROM pg_class WHERE oid = given
$$;

COMMENT ON TABLE programs_tallyblock IS 'Written by functions only.';
COMMENT ON TABLE programs_tallycell IS 'Written by functions only.';
COMMENT ON TABLE programs_outcomecell IS 'Written by functions only.';
