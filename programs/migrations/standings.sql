-- How projects stand: money by stage, time, last report, and the days from which a project is late,
-- behind time, or waits too long. One row for each project and stretch of editions.

-- Until when a period of progress reports lasts that begins on `first`.
CREATE FUNCTION ledger_period_end(first date, every text) RETURNS date LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT (first + CASE every WHEN 'year' THEN interval '1 year' WHEN 'half' THEN interval '6 months'
        ELSE interval '3 months' END)::date - 1
$$;

-- The first day of the period of progress reports that holds `day`.
CREATE FUNCTION ledger_period_start(day date, every text) RETURNS date LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE every
        WHEN 'year' THEN date_trunc('year', day::timestamp)
        WHEN 'half' THEN date_trunc('year', day::timestamp)
            + CASE WHEN extract(month FROM day) > 6 THEN interval '6 months' ELSE interval '0' END
        ELSE date_trunc('quarter', day::timestamp) END::date
$$;

-- What a period of progress reports is called that begins on `first`.
CREATE FUNCTION ledger_period_name(first date, every text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE every WHEN 'year' THEN 'year'
        WHEN 'half' THEN CASE WHEN extract(month FROM first) > 6 THEN 'h2' ELSE 'h1' END
        ELSE 'q' || extract(quarter FROM first) END
$$;

-- How the projects with these codes stand as the public reads them at edition number `edition`.
CREATE FUNCTION ledger_standings(codes text[], edition integer) RETURNS TABLE (
    project_id bigint, report_id bigint, planned numeric, allocated numeric, received numeric,
    spent numeric, received_from text, spent_from text, spent_share numeric, is_overspent boolean,
    is_open boolean, starts_on date, ends_on date, physical_percent numeric, reported_on date,
    due_on date, behind_on date, waiting_on date)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    WITH project AS (
        SELECT p.id, p.code, p.status IN ('planned', 'under_way') AND p.ends = '' AS is_open,
            p.status = 'cancelled' AS is_cancelled,
            (SELECT (e.published_at AT TIME ZONE 'Asia/Shanghai')::date
                FROM public.records_edition e WHERE e.number =
                (SELECT min(v.published_in_id) FROM public.programs_project v WHERE v.code = p.code)
            ) AS known_on,
            public.ledger_first_day(coalesce(nullif(p.starts, ''), nullif(p.planned_starts, ''),
                p.year::text)) AS starts_on,
            public.ledger_last_day(coalesce(nullif(p.ends, ''), nullif(p.planned_ends, ''),
                p.year::text)) AS ends_on,
            coalesce(nullif(g.report_interval, ''), 'quarter') AS every,
            coalesce(c.report_days, g.report_days, 15) AS days
        FROM public.programs_project p
        -- What the programme and the county say of reports in that edition.
        LEFT JOIN public.programs_program program ON program.id = p.program_id
        LEFT JOIN public.programs_programversion g ON g.code = program.code
            AND g.published_in_id <= edition
            AND (g.superseded_in_id IS NULL OR g.superseded_in_id > edition)
        LEFT JOIN public.counties_county county ON county.id = p.county_id
        LEFT JOIN public.counties_countyversion c ON c.code = county.code
            AND c.published_in_id <= edition
            AND (c.superseded_in_id IS NULL OR c.superseded_in_id > edition)
        WHERE p.code = ANY (codes) AND p.published_in_id <= edition
            AND (p.superseded_in_id IS NULL OR p.superseded_in_id > edition)
    ), paid AS (
        SELECT a.project_id, a.planned, a.amount, a.allocated_on,
            coalesce(y.received, a.received) AS received, coalesce(y.spent, a.spent) AS spent,
            y.received IS NOT NULL AS is_received_paid, y.spent IS NOT NULL AS is_spent_paid
        FROM project p JOIN public.programs_allocation a ON a.project_id = p.id
        LEFT JOIN LATERAL (
            SELECT sum(y.amount) FILTER (WHERE y.stage = 'received') AS received,
                sum(y.amount) FILTER (WHERE y.stage = 'spent') AS spent
            FROM public.programs_payment y WHERE y.allocation_id = a.id) y ON true
    ), money AS (
        SELECT m.project_id,
            CASE WHEN count(m.planned) = count(*) THEN sum(m.planned) END AS planned,
            CASE WHEN count(m.amount) = count(*) THEN sum(m.amount) END AS allocated,
            CASE WHEN count(m.received) = count(*) THEN sum(m.received) END AS received,
            CASE WHEN count(m.spent) = count(*) THEN sum(m.spent) END AS spent,
            CASE WHEN bool_and(m.is_received_paid) THEN 'payments'
                WHEN bool_or(m.is_received_paid) THEN 'both'
                WHEN count(m.received) > 0 THEN 'stages' ELSE '' END AS received_from,
            CASE WHEN bool_and(m.is_spent_paid) THEN 'payments'
                WHEN bool_or(m.is_spent_paid) THEN 'both'
                WHEN count(m.spent) > 0 THEN 'stages' ELSE '' END AS spent_from,
            coalesce(bool_or(m.received > m.amount OR m.spent > m.received OR m.spent > m.amount),
                false) AS is_overspent,
            -- What was allocated and has not come, as far as it is stated.
            public.ledger_last_day(min(m.allocated_on) FILTER (WHERE m.allocated_on <> ''
                AND m.amount > 0 AND coalesce(m.received, 0) = 0)) + 90 AS waiting_on
        FROM paid m GROUP BY m.project_id
    ), reported AS (
        SELECT p.*, r.id AS report_id, r.physical_percent, r.state_on::date AS reported_on,
            n.next_start
        FROM project p LEFT JOIN LATERAL (
            SELECT r.id, r.physical_percent, r.state_on FROM public.programs_progressreport r
            WHERE r.project_code = p.code AND r.published_in_id <= edition
                AND (r.superseded_in_id IS NULL OR r.superseded_in_id > edition)
            ORDER BY r.state_on DESC, r.code DESC LIMIT 1) r ON true
        -- The first period of work without a report: of one more than there are reports.
        LEFT JOIN LATERAL (
            SELECT min(f.first) AS next_start FROM (
                SELECT (public.ledger_period_start(greatest(p.starts_on, p.known_on), p.every)
                    + (n * CASE p.every WHEN 'year' THEN 12 WHEN 'half' THEN 6 ELSE 3 END
                        || ' months')::interval)::date AS first
                FROM generate_series(0, (SELECT count(*) FROM public.programs_progressreport c
                    WHERE c.project_code = p.code)) n) f
            WHERE NOT EXISTS (SELECT FROM public.programs_progressreport d
                WHERE d.project_code = p.code AND d.published_in_id <= edition
                    AND (d.superseded_in_id IS NULL OR d.superseded_in_id > edition)
                    AND d.year = extract(year FROM f.first)
                    AND d.period = public.ledger_period_name(f.first, p.every))) n ON true
    ), shared AS (
        SELECT r.*, m.planned, m.allocated, m.received, m.spent, m.received_from, m.spent_from,
            m.is_overspent, m.waiting_on,
            CASE WHEN m.allocated > 0 THEN round(m.spent * 100 / m.allocated, 1) END AS spent_share
        FROM reported r LEFT JOIN money m ON m.project_id = r.id
    )
    SELECT s.id, s.report_id, s.planned, s.allocated, s.received, s.spent,
        coalesce(s.received_from, ''), coalesce(s.spent_from, ''), s.spent_share,
        coalesce(s.is_overspent, false), s.is_open, s.starts_on, s.ends_on, s.physical_percent,
        s.reported_on,
        CASE WHEN NOT s.is_cancelled AND (s.is_open OR s.next_start <= s.ends_on)
            THEN public.ledger_period_end(s.next_start, s.every) + s.days END,
        -- The first day on which a quarter more of the time is gone than of the money is spent.
        CASE WHEN s.is_open AND s.spent_share <= 75 AND s.ends_on > s.starts_on THEN
            s.starts_on + ceil((s.spent_share + 25) * (s.ends_on - s.starts_on + 1) / 100)::int - 1
            END,
        CASE WHEN s.is_open THEN s.waiting_on END
    FROM shared s
$$;

-- Let the projects stand anew that edition number `edition` changed, or whose reports or rules for
-- reports it did.
CREATE FUNCTION ledger_stand(edition integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    codes text[];
BEGIN
    SELECT array_agg(code) INTO codes FROM (
        SELECT p.code FROM public.programs_project p WHERE p.published_in_id = edition
        UNION SELECT p.code FROM public.programs_project p WHERE p.superseded_in_id = edition
        UNION SELECT r.project_code FROM public.programs_progressreport r
            WHERE r.published_in_id = edition
        UNION SELECT r.project_code FROM public.programs_progressreport r
            WHERE r.superseded_in_id = edition
        -- Those of a programme or a county that has another rule for reports now.
        UNION SELECT p.code FROM public.programs_programversion new
            JOIN public.programs_programversion old
                ON old.code = new.code AND old.superseded_in_id = edition
            JOIN public.programs_program g ON g.code = new.code
            JOIN public.programs_project p ON p.program_id = g.id AND p.state = 'published'
            WHERE new.published_in_id = edition AND (new.report_interval, new.report_days)
                IS DISTINCT FROM (old.report_interval, old.report_days)
        UNION SELECT p.code FROM public.counties_countyversion new
            JOIN public.counties_countyversion old
                ON old.code = new.code AND old.superseded_in_id = edition
            JOIN public.counties_county c ON c.code = new.code
            JOIN public.programs_project p ON p.county_id = c.id AND p.state = 'published'
            WHERE new.published_in_id = edition
                AND new.report_days IS DISTINCT FROM old.report_days
    ) touched;
    IF codes IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM public.programs_standing s WHERE s.since = edition;
    UPDATE public.programs_standing s SET until = edition
        FROM public.programs_project p
        WHERE p.id = s.project_id AND p.code = ANY (codes) AND s.until IS NULL;
    INSERT INTO public.programs_standing (project_id, report_id, since, planned, allocated, received,
        spent, received_from, spent_from, spent_share, is_overspent, is_open, starts_on, ends_on,
        physical_percent, reported_on, due_on, behind_on, waiting_on)
    SELECT s.project_id, s.report_id, edition, s.planned, s.allocated, s.received, s.spent,
        s.received_from, s.spent_from, s.spent_share, s.is_overspent, s.is_open, s.starts_on,
        s.ends_on, s.physical_percent, s.reported_on, s.due_on, s.behind_on, s.waiting_on
    FROM public.ledger_standings(codes, edition) s;
END
$$;

CREATE FUNCTION ledger_stand_with_edition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.ledger_stand(NEW.number);
    RETURN NULL;
END
$$;

COMMENT ON TABLE programs_standing IS 'Written by functions only.';
