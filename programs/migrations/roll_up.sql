-- Roll-ups: what the designated counties reported themselves. A project of one county that was
-- designated in the year of the project, as the edition knows it, is counted under its county with
-- the scope 'rolled_up', and no longer among the projects of single counties.

-- What the editions after number `since`, up to number `until`, changed in the outcomes of published
-- projects: projects, components, money by kind, results by indicator and students by kind of aid
-- (`what`, `of`), by year, programme, scope and kind of work, of a roll-up by county too; as
-- 'results', how many results each county has and, where there is none, each programme and scope; and
-- as 'answers', how many projects of each programme there are ('all') and how many answer each
-- question; as 'sources' the money of a programme and year by kind, level, funder and coordinator
-- (0 where none is stated), and as 'coordinators' who coordinated the projects of a year that have
-- money. `value` sums what is stated. `row_ids` are the rows that came and, with a minus, went,
-- where at most 16 did; else NULL. A county whose designations change takes its projects along.
CREATE OR REPLACE FUNCTION ledger_outcomes(since integer, until integer) RETURNS TABLE (
    what text, of text, county integer, year integer, program integer, scope text, category text,
    rows bigint, stated bigint, qualified bigint, value numeric, row_ids bigint[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    WITH moved AS (
        SELECT c.id FROM public.counties_countyversion v
        JOIN public.counties_county c ON c.code = v.code
        WHERE v.published_in_id > since AND v.published_in_id <= until
            OR v.superseded_in_id > since AND v.superseded_in_id <= until
    ), touched AS (
        SELECT p.id, true AS is_own FROM public.programs_project p
        WHERE p.published_in_id > since AND p.published_in_id <= until
        UNION SELECT p.id, true FROM public.programs_project p
        WHERE p.superseded_in_id > since AND p.superseded_in_id <= until
        UNION SELECT p.id, false FROM public.programs_project p
        WHERE p.scope = 'county' AND p.county_id IN (SELECT m.id FROM moved m)
            AND p.published_in_id <= since
            AND (p.superseded_in_id IS NULL OR p.superseded_in_id > until)
    ), sides AS (
        SELECT t.is_own, side.sign, p.id, p.scope = 'county' AND EXISTS (
                SELECT FROM public.counties_county c
                JOIN public.counties_countyversion v ON v.code = c.code
                    AND v.published_in_id <= side.edition
                    AND (v.superseded_in_id IS NULL OR v.superseded_in_id > side.edition)
                JOIN public.counties_designation d ON d.county_id = v.id
                WHERE c.id = p.county_id AND d.kind = 'designated'
                    AND (d.starts = '' OR d.starts < (p.year + 1)::text)
                    AND (d.ends = '' OR d.ends >= p.year::text)) AS is_rolled_up
        FROM touched t JOIN public.programs_project p ON p.id = t.id
        JOIN (VALUES (since, -1), (until, 1)) AS side (edition, sign)
            ON p.published_in_id <= side.edition
            AND (p.superseded_in_id IS NULL OR p.superseded_in_id > side.edition)
    ), changed AS (
        -- Of projects that stayed those that go into a roll-up, or leave it.
        SELECT s.* FROM (SELECT s.*, count(*) OVER (PARTITION BY s.id, s.is_rolled_up) AS times
            FROM sides s) s WHERE s.is_own OR s.times = 1
    ), p AS (
        SELECT s.sign, p.id AS project, coalesce(p.county_id, 0)::int AS county,
            p.year::int AS year, p.program_id::int AS program,
            CASE WHEN s.is_rolled_up THEN 'rolled_up' ELSE p.scope END AS scope, p.category,
            CASE WHEN s.is_rolled_up THEN p.county_id ELSE 0 END::int AS part, s.is_own,
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
        FROM changed s JOIN public.programs_project p ON p.id = s.id
    ), facts AS (
        SELECT p.*, 'components' AS what, '' AS of, p.project AS id,
            p.component_count::numeric AS value, '' AS qualifier
        FROM p WHERE p.component_count IS NOT NULL
        UNION ALL SELECT p.*, 'projects', '', p.project, 1, '' FROM p
        UNION ALL SELECT p.*, 'money', a.kind, a.id, a.amount, a.qualifier
        FROM p JOIN public.programs_allocation a ON a.project_id = p.project
        UNION ALL SELECT p.*, 'result', r.indicator_id::text, r.id, r.value, r.qualifier
        FROM p JOIN public.programs_result r ON r.project_id = p.project
        UNION ALL SELECT p.*, 'students', e.kind, e.id, e.student_count, ''
        FROM p JOIN public.programs_educationaid e ON e.project_id = p.project
        WHERE e.kind <> 'hope_school'
    ), cells AS (
        SELECT f.what, f.of, f.part AS county, f.year, f.program, f.scope, f.category, f.sign, f.value,
            f.qualifier, f.id FROM facts f
        UNION ALL SELECT 'results', '', f.county, f.year,
            CASE f.county WHEN 0 THEN f.program ELSE 0 END,
            CASE f.county WHEN 0 THEN f.scope ELSE '' END, '', f.sign, NULL, '', NULL
        FROM facts f WHERE f.what = 'result'
        UNION ALL SELECT 'answers', answer, 0, 0, p.program, '', '', p.sign, NULL, '', NULL
        FROM p, unnest(p.answered) answer
        UNION ALL SELECT 'sources', concat_ws('|', a.kind, a.level, coalesce(a.funder_id, 0),
            coalesce(a.coordinator_id, 0)), 0, p.year, p.program, '', '', p.sign, a.amount,
            a.qualifier, a.id
        FROM p JOIN public.programs_allocation a ON a.project_id = p.project WHERE p.is_own
        UNION ALL SELECT 'coordinators', o.coordinator_id::text, 0, p.year, 0, '', '', p.sign, NULL,
            '', NULL
        FROM p JOIN public.programs_project o ON o.id = p.project
        WHERE p.is_own AND o.coordinator_id IS NOT NULL
            AND EXISTS (SELECT FROM public.programs_allocation a WHERE a.project_id = o.id)
    )
    SELECT q.what, q.of, q.county, q.year, q.program, q.scope, q.category, sum(q.sign),
        coalesce(sum(q.sign) FILTER (WHERE q.value IS NOT NULL), 0),
        coalesce(sum(q.sign) FILTER (WHERE q.qualifier <> ''), 0), coalesce(sum(q.sign * q.value), 0),
        CASE WHEN count(q.id) BETWEEN 1 AND 16 THEN array_agg(q.sign * q.id ORDER BY q.id) END
    FROM cells q GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING count(q.id) > 0 OR sum(q.sign) <> 0
$$;

-- The newest state at once: what all blocks add up to, of the outcomes and of what each county has,
-- which pages of places read whole. One block of level 100, after edition -1, so that no other block
-- is made of it; it is made anew where a block came after it. Says whether it was.
CREATE FUNCTION ledger_run_tallies() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reached integer;
    parts bigint[];
    made bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(20110416);
    SELECT max(until), array_agg(id) INTO reached, parts FROM public.ledger_tally_blocks(2147483647);
    IF reached IS NULL OR EXISTS (
        SELECT FROM public.programs_tallyblock WHERE level = 100 AND until = reached
    ) THEN
        RETURN false;
    END IF;
    DELETE FROM public.programs_tallycell WHERE block_id IN (
        SELECT id FROM public.programs_tallyblock WHERE level = 100);
    DELETE FROM public.programs_outcomecell WHERE block_id IN (
        SELECT id FROM public.programs_tallyblock WHERE level = 100);
    DELETE FROM public.programs_tallyblock WHERE level = 100;
    INSERT INTO public.programs_tallyblock (level, since, until) VALUES (100, -1, reached)
    RETURNING id INTO made;
    INSERT INTO public.programs_tallycell (block_id, grain, province, county, year, program,
        category, scope, status, kind, band, projects, rows, stated, qualified, central, provincial,
        municipal, of_county, amount)
    SELECT made, grain, province, county, year, program, category, scope, status, kind, band,
        sum(projects), sum(rows), sum(stated), sum(qualified), sum(central), sum(provincial),
        sum(municipal), sum(of_county), sum(amount)
    FROM public.programs_tallycell WHERE block_id = ANY (parts) AND grain IN (3, 7, 131, 135)
    GROUP BY grain, province, county, year, program, category, scope, status, kind, band
    HAVING (sum(projects), sum(rows), sum(stated), sum(qualified), sum(central), sum(provincial),
            sum(municipal), sum(of_county), sum(amount)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0);
    INSERT INTO public.programs_outcomecell (block_id, what, of, county, year, program, scope,
        category, rows, stated, qualified, value, row_ids)
    SELECT made, o.* FROM public.ledger_merged_outcomes(parts) o;
    RETURN true;
END
$$;

-- The worker makes every block anew, with what is new in them.
TRUNCATE programs_tallyblock, programs_tallycell, programs_outcomecell;
