-- BEFORE UPDATE on indicators: once results cite one, its unit and kind of quantity stay, since every
-- published value is read by them.
CREATE FUNCTION ledger_guard_measure() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.programs_result r JOIN public.programs_project p ON p.id = r.project_id
               WHERE r.indicator_id = NEW.id AND p.published_in_id IS NOT NULL) THEN
        PERFORM public.ledger_refuse(
            format('Indicator %s: unit and kind of quantity are fixed, published results cite it.', NEW.code));
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER ledger_measure BEFORE UPDATE ON public.programs_indicator FOR EACH ROW
WHEN (OLD.unit <> NEW.unit OR OLD.measure <> NEW.measure)
EXECUTE FUNCTION public.ledger_guard_measure();
