-- Chinese texts in order, by a function that an index can hold: PostgreSQL's own convert_to is not
-- known to be unchanging, since encodings can be redefined.
CREATE FUNCTION ledger_chinese_order(given text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN convert_to(given, 'GB18030');
