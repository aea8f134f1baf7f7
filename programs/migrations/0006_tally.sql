-- Derived from published projects and their allocations by programs/totals.py, and nothing of its
-- own: it may be emptied at any time. A dimension that is no part of a row's grain is NULL; one
-- that is not stated is 0 or ''.
CREATE TABLE programs_tally (
    grain smallint NOT NULL,
    province integer, county integer, year integer, program integer,
    category text, scope text, status text, kind text, band text,
    projects bigint NOT NULL, rows bigint NOT NULL, stated bigint NOT NULL, amount numeric NOT NULL
);
CREATE UNIQUE INDEX programs_tally_once ON programs_tally
    (grain, province, county, year, program, category, scope, status, kind, band) NULLS NOT DISTINCT;

-- The edition that the tallies are of.
CREATE TABLE programs_tally_edition (edition integer NOT NULL, digest text NOT NULL);
