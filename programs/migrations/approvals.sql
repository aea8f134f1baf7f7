-- What a project costs: of each allocation the largest of its amounts and of its payments of one
-- stage, all kinds of money together. It is compared with the limit for two approvals, and shown to
-- reviewers only.
CREATE FUNCTION ledger_money_of_project(version bigint) RETURNS numeric
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(sum(greatest(a.planned, a.allocated, a.received, a.spent, a.unstaged,
                                 paid.received, paid.spent)), 0)
    FROM public.programs_allocation a
    LEFT JOIN LATERAL (
        SELECT sum(amount) FILTER (WHERE stage = 'received') AS received,
               sum(amount) FILTER (WHERE stage = 'spent') AS spent
        FROM public.programs_payment p WHERE p.allocation_id = a.id
    ) paid ON true
    WHERE a.project_id = version
$$;

CREATE CONSTRAINT TRIGGER ledger_approved AFTER UPDATE ON public.programs_project
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.state = 'published' AND OLD.state = 'submitted')
EXECUTE FUNCTION public.ledger_check_approved('ledger_money_of_project');
