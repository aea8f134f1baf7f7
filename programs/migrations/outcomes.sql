-- Outcomes say which rows they count, while these are few, so that the notes of a figure are read by
-- id; and how many projects of each programme answer which question.

-- What the editions after number `since`, up to number `until`, changed in the outcomes of published
-- projects: components, money by kind, results by indicator and students by kind of aid (`what`,
-- `of`), by year, programme, scope and kind of work; as 'results', how many results each county has
-- and, where there is none, each programme and scope; and as 'answers', how many projects of each
-- programme there are ('all') and how many answer each question. `value` sums what is stated.
-- `row_ids` are the rows that came and, with a minus, went, where at most 16 did; else NULL.
DROP FUNCTION ledger_outcomes(integer, integer);
CREATE FUNCTION ledger_outcomes(since integer, until integer) RETURNS TABLE (
    what text, of text, county integer, year integer, program integer, scope text, category text,
    rows bigint, stated bigint, qualified bigint, value numeric, row_ids bigint[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    WITH touched AS (
        SELECT p.id FROM public.programs_project p
        WHERE p.published_in_id > since AND p.published_in_id <= until
        UNION SELECT p.id FROM public.programs_project p
        WHERE p.superseded_in_id > since AND p.superseded_in_id <= until
    ), p AS (
        SELECT side.sign, p.id AS project, coalesce(p.county_id, 0)::int AS county,
            p.year::int AS year, p.program_id::int AS program, p.scope, p.category,
            p.component_count,
            ARRAY(SELECT key FROM (VALUES ('all', true), ('where', p.scope <> 'unstated'),
                ('place', p.county_id IS NOT NULL),
                ('amount', EXISTS (SELECT FROM public.programs_allocation a
                    WHERE a.project_id = p.id AND a.amount IS NOT NULL)),
                ('funder', EXISTS (SELECT FROM public.programs_allocation a
                    WHERE a.project_id = p.id AND a.funder_id IS NOT NULL)),
                ('implementer', p.implementer_id IS NOT NULL),
                ('responsible', p.responsible_person <> ''),
                ('starts', p.starts <> ''), ('ends', p.ends <> ''),
                ('beneficiaries', p.beneficiary_households IS NOT NULL
                    OR p.beneficiary_persons IS NOT NULL),
                ('result', p.outcome <> '' OR p.outcome_zh <> ''
                    OR EXISTS (SELECT FROM public.programs_result r
                        WHERE r.project_id = p.id AND r.value IS NOT NULL))
            ) AS question (key, is_answered) WHERE is_answered) AS answered
        FROM touched t JOIN public.programs_project p ON p.id = t.id
        JOIN (VALUES (since, -1), (until, 1)) AS side (edition, sign)
            ON p.published_in_id <= side.edition
            AND (p.superseded_in_id IS NULL OR p.superseded_in_id > side.edition)
    ), facts AS (
        SELECT p.*, 'components' AS what, '' AS of, p.project AS id,
            p.component_count::numeric AS value, '' AS qualifier
        FROM p WHERE p.component_count IS NOT NULL
        UNION ALL SELECT p.*, 'money', a.kind, a.id, a.amount, a.qualifier
        FROM p JOIN public.programs_allocation a ON a.project_id = p.project
        UNION ALL SELECT p.*, 'result', r.indicator_id::text, r.id, r.value, r.qualifier
        FROM p JOIN public.programs_result r ON r.project_id = p.project
        UNION ALL SELECT p.*, 'students', e.kind, e.id, e.student_count, ''
        FROM p JOIN public.programs_educationaid e ON e.project_id = p.project
        WHERE e.kind <> 'hope_school'
    ), cells AS (
        SELECT f.what, f.of, 0 AS county, f.year, f.program, f.scope, f.category, f.sign, f.value,
            f.qualifier, f.id FROM facts f
        UNION ALL SELECT 'results', '', f.county, f.year,
            CASE f.county WHEN 0 THEN f.program ELSE 0 END,
            CASE f.county WHEN 0 THEN f.scope ELSE '' END, '', f.sign, NULL, '', NULL
        FROM facts f WHERE f.what = 'result'
        UNION ALL SELECT 'answers', answer, 0, 0, p.program, '', '', p.sign, NULL, '', NULL
        FROM p, unnest(p.answered) answer
    )
    SELECT q.what, q.of, q.county, q.year, q.program, q.scope, q.category, sum(q.sign),
        coalesce(sum(q.sign) FILTER (WHERE q.value IS NOT NULL), 0),
        coalesce(sum(q.sign) FILTER (WHERE q.qualifier <> ''), 0), coalesce(sum(q.sign * q.value), 0),
        CASE WHEN count(q.id) BETWEEN 1 AND 16 THEN array_agg(q.sign * q.id ORDER BY q.id) END
    FROM cells q GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING count(q.id) > 0 OR sum(q.sign) <> 0
$$;

-- The outcomes of several blocks, which follow each other, added up.
CREATE FUNCTION ledger_merged_outcomes(blocks bigint[]) RETURNS TABLE (
    what text, of text, county integer, year integer, program integer, scope text, category text,
    rows bigint, stated bigint, qualified bigint, value numeric, row_ids bigint[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    WITH parts AS (
        SELECT * FROM public.programs_outcomecell c WHERE c.block_id = ANY (blocks)
    ), moved AS (
        SELECT c.what, c.of, c.county, c.year, c.program, c.scope, c.category, abs(i) AS id,
            sum(sign(i))::bigint AS sign
        FROM parts c, unnest(c.row_ids) i GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(sign(i)) <> 0
    ), known AS (
        SELECT m.what, m.of, m.county, m.year, m.program, m.scope, m.category,
            array_agg(m.sign * m.id ORDER BY m.id) AS ids
        FROM moved m GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), sums AS (
        SELECT c.what, c.of, c.county, c.year, c.program, c.scope, c.category,
            sum(c.rows)::bigint AS rows, sum(c.stated)::bigint AS stated,
            sum(c.qualified)::bigint AS qualified, sum(c.value) AS value,
            bool_and(c.row_ids IS NOT NULL) AS are_known
        FROM parts c GROUP BY 1, 2, 3, 4, 5, 6, 7
    )
    SELECT s.what, s.of, s.county, s.year, s.program, s.scope, s.category, s.rows, s.stated,
        s.qualified, s.value, CASE WHEN s.are_known AND cardinality(k.ids) <= 16 THEN k.ids END
    FROM sums s LEFT JOIN known k USING (what, of, county, year, program, scope, category)
    WHERE CASE WHEN s.what IN ('answers', 'results') THEN s.rows <> 0
        ELSE NOT s.are_known OR k.ids IS NOT NULL END
$$;

-- Make the next block: of editions that together hold `fewest` records or more. Says whether there
-- were so many.
CREATE OR REPLACE FUNCTION ledger_add_tallies(fewest integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
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
        category, rows, stated, qualified, value, row_ids)
    SELECT made, o.* FROM public.ledger_outcomes(start, stop) o;
    RETURN true;
END
$$;

-- Add up the first eight blocks of one level, which follow each other, in one of the next level, so
-- that every edition is the sum of few. Says whether there were so many.
CREATE OR REPLACE FUNCTION ledger_merge_tallies() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
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
        category, rows, stated, qualified, value, row_ids)
    SELECT made, o.* FROM public.ledger_merged_outcomes(parts.ids) o;
    RETURN true;
END
$$;

-- The worker makes every block anew, with what is new in them.
TRUNCATE programs_tallyblock, programs_tallycell, programs_outcomecell;
