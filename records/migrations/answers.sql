-- An answer to a reader is proposed by one person and made public by another.

CREATE FUNCTION ledger_outcome(report jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_build_array(report -> 'state', report -> 'answer', report -> 'answer_zh',
                         report -> 'corrected_in_id', report -> 'answered_by_id',
                         report -> 'answered_at', report -> 'released_by_id');

-- BEFORE INSERT OR UPDATE on readers' reports.
CREATE FUNCTION ledger_guard_answer() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    acting bigint := public.ledger_acting_user();
    is_public boolean := CASE WHEN TG_OP = 'INSERT' THEN NEW.state <> 'received'
        ELSE public.ledger_outcome(to_jsonb(OLD)) <> public.ledger_outcome(to_jsonb(NEW)) END;
BEGIN
    IF NEW.proposal IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.proposal IS DISTINCT FROM OLD.proposal)
       AND NEW.proposed_by_id IS DISTINCT FROM acting THEN
        PERFORM public.ledger_refuse('An answer is proposed in one''s own name.');
    END IF;
    IF is_public AND (NEW.proposed_by_id IS NULL OR acting IS NULL
                      OR NEW.released_by_id IS DISTINCT FROM acting OR NEW.proposed_by_id = acting
                      OR (NEW.answered_by_id IS NOT NULL
                          AND NEW.answered_by_id <> NEW.proposed_by_id)) THEN
        PERFORM public.ledger_refuse('An answer is made public by another person than the one who '
                                     'proposed it.');
    END IF;
    IF TG_OP = 'UPDATE' AND is_public AND NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id THEN
        PERFORM public.ledger_refuse('An answer is proposed first, and made public afterwards.');
    END IF;
    RETURN NEW;
END
$$;
