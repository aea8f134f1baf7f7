-- A county that moves to another province takes its share of the tallies with it, in the same
-- transaction. What is counted, and in which grains, is what programs/totals/tallies.py counts: the bits of
-- a grain follow its DIMENSIONS, the number is its LOCK, the bands are those of AmountBand.
CREATE FUNCTION ledger_move_county() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held integer;
BEGIN
    PERFORM pg_advisory_xact_lock(20110416);
    SELECT edition INTO held FROM public.programs_tallyedition;
    IF held IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE public.programs_tallycell SET province = NEW.province_id
    WHERE county = NEW.id AND province = OLD.province_id;

    WITH facts AS (
        SELECT p.id AS project, p.year::int AS year, p.program_id::int AS program, p.category,
            p.scope, p.status, coalesce(a.kind, '') AS kind,
            CASE WHEN a.amount IS NULL THEN '' WHEN a.amount < 10000 THEN 'under-10k'
                WHEN a.amount < 100000 THEN '10k-100k' WHEN a.amount < 1000000 THEN '100k-1m'
                WHEN a.amount < 10000000 THEN '1m-10m' ELSE '10m-up' END AS band,
            a.id, a.amount, a.qualifier, a.level
        FROM public.programs_project p
        LEFT JOIN public.programs_allocation a ON a.project_id = p.id
        WHERE p.county_id = NEW.id AND p.published_in_id <= held
            AND (p.superseded_in_id IS NULL OR p.superseded_in_id > held)
    ), cells AS (
        SELECT 1 + 4 * (127 - GROUPING(band, kind, status, scope, category, program, year)) AS grain,
            year, program, category, scope, status, kind, band,
            count(DISTINCT project) AS projects, count(id) AS rows, count(amount) AS stated,
            coalesce(sum(amount), 0) AS amount,
            count(id) FILTER (WHERE qualifier <> '') AS qualified,
            count(id) FILTER (WHERE level = 'central') AS central,
            count(id) FILTER (WHERE level = 'provincial') AS provincial,
            count(id) FILTER (WHERE level = 'municipal') AS municipal,
            count(id) FILTER (WHERE level = 'county') AS of_county
        FROM facts GROUP BY CUBE (year, program, category, scope, status, kind, band)
        HAVING count(*) > 0
    )
    INSERT INTO public.programs_tallycell (grain, province, year, program, category, scope, status,
        kind, band, projects, rows, stated, amount, qualified, central, provincial, municipal,
        of_county)
    SELECT grain, move.province, year, program, category, scope, status, kind, band,
        sign * projects, sign * rows, sign * stated, sign * amount, sign * qualified,
        sign * central, sign * provincial, sign * municipal, sign * of_county
    FROM cells CROSS JOIN (VALUES (OLD.province_id::int, -1), (NEW.province_id::int, 1))
        AS move (province, sign)
    WHERE bit_count(grain::bit(9)) <= 4 OR grain & 124 = 124
    ON CONFLICT (grain, province, county, year, program, category, scope, status, kind, band)
    DO UPDATE SET projects = programs_tallycell.projects + excluded.projects,
        rows = programs_tallycell.rows + excluded.rows,
        stated = programs_tallycell.stated + excluded.stated,
        amount = programs_tallycell.amount + excluded.amount,
        qualified = programs_tallycell.qualified + excluded.qualified,
        central = programs_tallycell.central + excluded.central,
        provincial = programs_tallycell.provincial + excluded.provincial,
        municipal = programs_tallycell.municipal + excluded.municipal,
        of_county = programs_tallycell.of_county + excluded.of_county;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_move AFTER UPDATE OF province_id ON public.counties_county FOR EACH ROW
WHEN (OLD.province_id IS DISTINCT FROM NEW.province_id) EXECUTE FUNCTION public.ledger_move_county();
