-- More received than allocated, or more spent than received or allocated, is published with its
-- explanation only. A draft may state it without one.
CREATE FUNCTION ledger_is_unexplained(money public.programs_allocation) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT money.overspend_note = '' AND money.overspend_note_zh = ''
        AND (coalesce(money.received > money.allocated, false)
             OR coalesce(money.spent > money.received, false)
             OR coalesce(money.spent > money.allocated, false))
$$;

-- BEFORE UPDATE on projects that become public.
CREATE FUNCTION ledger_guard_overspend() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.programs_allocation AS money
               WHERE money.project_id = NEW.id AND public.ledger_is_unexplained(money)) THEN
        PERFORM public.ledger_refuse(format('programs_project %s: an overspend needs its explanation.',
                                            NEW.code));
    END IF;
    RETURN NEW;
END
$$;

-- BEFORE INSERT on allocations: those of fixtures join a project that is published with them.
CREATE FUNCTION ledger_guard_overspend_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.ledger_is_unexplained(NEW)
       AND EXISTS (SELECT FROM public.programs_project
                   WHERE id = NEW.project_id AND published_in_id IS NOT NULL) THEN
        PERFORM public.ledger_refuse('programs_allocation: an overspend needs its explanation.');
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER ledger_overspend BEFORE UPDATE ON public.programs_project FOR EACH ROW
WHEN (NEW.state = 'published' AND OLD.state <> 'published')
EXECUTE FUNCTION public.ledger_guard_overspend();

CREATE TRIGGER ledger_overspend BEFORE INSERT ON public.programs_allocation FOR EACH ROW
WHEN (NEW.received IS NOT NULL OR NEW.spent IS NOT NULL)
EXECUTE FUNCTION public.ledger_guard_overspend_row();
