-- A planned date that was public is changed with a reason of its own only: a row of
-- programs_planchange that the version before did not have. A date that is only made more precise,
-- as 2012 to 2012-06, is no change. `with_unexplained_plans` in programs/models/milestones.py says
-- the same to whoever edits.

-- BEFORE UPDATE on projects that become public again.
CREATE FUNCTION ledger_guard_plan() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before public.programs_project;
BEGIN
    SELECT * INTO before FROM public.programs_project AS one
    WHERE one.code = NEW.code AND one.version < NEW.version AND one.published_in_id IS NOT NULL
    ORDER BY one.version DESC LIMIT 1;
    IF before.id IS NULL OR EXISTS (
        SELECT FROM public.programs_planchange AS reason
        WHERE reason.project_id = NEW.id AND NOT EXISTS (
            SELECT FROM public.programs_planchange AS earlier
            WHERE earlier.project_id = before.id AND earlier.line = reason.line)) THEN
        RETURN NEW;
    END IF;
    IF NOT starts_with(NEW.planned_starts, before.planned_starts)
       OR NOT starts_with(NEW.planned_ends, before.planned_ends)
       OR EXISTS (
            SELECT FROM public.programs_milestone AS earlier
            WHERE earlier.project_id = before.id AND earlier.planned_on <> '' AND NOT EXISTS (
                SELECT FROM public.programs_milestone AS step
                WHERE step.project_id = NEW.id AND step.line = earlier.line
                  AND starts_with(step.planned_on, earlier.planned_on))) THEN
        PERFORM public.ledger_refuse(format(
            'programs_project %s: a change of plan needs its reason.', NEW.code));
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER ledger_plan BEFORE UPDATE ON public.programs_project FOR EACH ROW
WHEN (NEW.state = 'published' AND OLD.state <> 'published' AND NEW.version > 1)
EXECUTE FUNCTION public.ledger_guard_plan();
