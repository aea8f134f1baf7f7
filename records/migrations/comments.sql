-- BEFORE UPDATE OR DELETE on comments of staff: kept for good and never reworded. The writer may
-- strike one out, once.
CREATE FUNCTION ledger_guard_comment() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'struck_at' <> to_jsonb(NEW) - 'struck_at' THEN
        PERFORM public.ledger_refuse('A comment is kept for good and never changed.');
    ELSIF NEW IS DISTINCT FROM OLD
          AND (OLD.struck_at IS NOT NULL OR OLD.by_id IS DISTINCT FROM public.ledger_acting_user()) THEN
        PERFORM public.ledger_refuse('A comment is struck out once, by the person who wrote it.');
    END IF;
    RETURN NEW;
END
$$;
