"""Migration operations that put the rules of the .sql files beside this module on tables.

Frozen: migrations import it, so it is never edited once a release carries them. Plain SQL rather than a trigger library: a library's switch that skips triggers for a session
would be a road around the rules.
"""

from django.db.migrations import RunSQL

EVERY_CHANGE = "AFTER INSERT OR UPDATE OR DELETE"


def tracked(table: str, *, owner: tuple[str, str] | None = None, secret: tuple[str, ...] = ()):
    """Every change of `table` leaves an event; `owner` is (table of the record, column)."""
    arguments = [*(owner or (table, "id")), *secret]
    return _trigger(table, "track", EVERY_CHANGE, "ledger_track", *arguments)


def named_for_good(table: str, column: str = "code"):
    """`column` of `table` never changes."""
    return _trigger(table, "name", "BEFORE UPDATE", "ledger_guard_name", column)


def versions(table: str) -> list[RunSQL]:
    """`table` holds versions of a record: guarded, tracked, never emptied."""
    every = "BEFORE INSERT OR UPDATE OR DELETE"
    guard = _trigger(table, "guard", every, "ledger_guard_version")
    return [guard, tracked(table), not_emptied(table), _entered(table)]


def _entered(table: str) -> RunSQL:
    when, only = "AFTER INSERT OR UPDATE", "NEW.published_in_id IS NOT NULL"
    return _checked_at_the_end(table, "entered", when, "ledger_check_entered", only=only)


def closes_with_its_year(table: str) -> RunSQL:
    """Versions in `table` of a closed year take no step that the public would see."""
    return _trigger(table, "year", "BEFORE INSERT OR UPDATE", "ledger_guard_year")


def rows_close_with_their_years(table: str, versions: str, column: str) -> RunSQL:
    """What rows in `table` of reference data say of a closed year stays as it is."""
    only = "NEW.state IN ('published', 'withdrawn') AND OLD.state <> NEW.state"
    name, function = f"year_{table.partition('_')[2]}", "ledger_guard_years_of_rows"
    return _trigger(versions, name, "BEFORE UPDATE", function, table, column, only=only)


def rows(table: str, record_table: str, column: str) -> list[RunSQL]:
    """`table` holds rows of the versions in `record_table`."""
    every = "BEFORE INSERT OR UPDATE OR DELETE"
    guard = _trigger(table, "guard", every, "ledger_guard_row", record_table, column)
    return [guard, tracked(table, owner=(record_table, column)), not_emptied(table)]


def append_only(table: str) -> list[RunSQL]:
    """`table` only ever grows."""
    guard = _trigger(table, "append_only", "BEFORE UPDATE OR DELETE", "ledger_append_only")
    return [guard, not_emptied(table)]


def chained(table: str) -> list[RunSQL]:
    """Rows of `table` form one chain without gaps, and their entries are as they announce."""
    return [
        _trigger(table, "chain", "BEFORE INSERT", "ledger_guard_edition"),
        _checked_at_the_end(table, "complete", "AFTER INSERT", "ledger_check_edition"),
    ]


def files_by_digest(table: str) -> RunSQL:
    """Rows of `table` are files under the digest of their bytes."""
    return _trigger(table, "bytes", "BEFORE INSERT", "ledger_guard_file")


def signed_steps(table: str) -> RunSQL:
    """A row of `table` names the person who takes the step."""
    return _trigger(table, "sign", "BEFORE INSERT", "ledger_guard_step")


def entries_announced(table: str) -> RunSQL:
    """Rows of `table` are never more than their edition announced."""
    return RunSQL(
        f"CREATE TRIGGER ledger_entries AFTER INSERT ON public.{table} "
        "REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_guard_entries()",
        f"DROP TRIGGER ledger_entries ON public.{table}",
    )


def account(table: str, column: str, secret: tuple[str, ...]) -> list[RunSQL]:
    """`table` holds accounts: history kept, of passwords that they changed; names fixed."""
    changed = "OLD.password <> NEW.password"
    password = _trigger(
        table, "password", "AFTER UPDATE OF password", "ledger_track_password", only=changed
    )
    return [named_for_good(table, column), tracked(table, secret=secret), password]


def answers_released(table: str) -> RunSQL:
    """Answers in `table` are proposed by one person and made public by another."""
    return _trigger(table, "answer", "BEFORE INSERT OR UPDATE", "ledger_guard_answer")


def comments_stay(table: str) -> list[RunSQL]:
    """Rows of `table` are comments, which their writers can strike out and nobody can change."""
    guard = _trigger(table, "guard", "BEFORE UPDATE OR DELETE", "ledger_guard_comment")
    return [guard, not_emptied(table)]


def sign_in_log() -> list[RunSQL]:
    """The log of sign-ins cannot be erased; letting someone in again leaves an event."""
    guard = _trigger("axes_accesslog", "guard", "BEFORE UPDATE OR DELETE", "ledger_guard_sign_in")
    attempts, secret = "axes_accessattempt", ("get_data", "post_data")
    let_in = _trigger(attempts, "track", "AFTER DELETE", "ledger_track", attempts, "id", *secret)
    return [guard, not_emptied("axes_accesslog"), *append_only("axes_accessfailurelog"), let_in]


def roles_confirmed() -> list[RunSQL]:
    """Roles come from confirmed requests, and permissions from roles."""
    requests, given = "records_rolerequest", "records_user_groups"
    every, written = "BEFORE INSERT OR UPDATE OR DELETE", "BEFORE INSERT OR UPDATE"
    return [
        _trigger(requests, "guard", every, "ledger_guard_role_request"),
        _trigger(requests, "give", "AFTER INSERT OR UPDATE", "ledger_give_role"),
        not_emptied(requests),
        tracked(requests),
        _trigger(given, "guard", written, "ledger_guard_role"),
        _trigger(
            "records_user", "superuser", written, "ledger_guard_superuser", only="NEW.is_superuser"
        ),
        _trigger("records_user_user_permissions", "guard", written, "ledger_guard_permission"),
    ]


def described(table: str, versions: str) -> list[RunSQL]:
    """`table` holds reference data that says what its versions in the table `versions` say."""
    return [
        RunSQL(
            f"SELECT public.ledger_describe('{table}', '{versions}')",
            _drop_views(table),
        ),
        _trigger(versions, "publish", EVERY_CHANGE, "ledger_publish_reference", table),
        *_guarded(table, "code"),
    ]


def described_anew(table: str, versions: str) -> RunSQL:
    """The views of reference data that got new columns, which its versions have too."""
    return RunSQL(
        f"{_drop_views(table)}; SELECT public.ledger_describe('{table}', '{versions}')",
        RunSQL.noop,
    )


def described_statements() -> list[RunSQL]:
    """Statements say what the versions of their source say."""
    table, versions = "records_statement", "records_statementversion"
    return [
        RunSQL("SELECT public.ledger_describe_statements()", _drop_views(table)),
        _trigger(versions, "publish", EVERY_CHANGE, "ledger_publish_statement"),
        *_guarded(table, "source_id", "code"),
    ]


def _guarded(table: str, *key: str) -> list[RunSQL]:
    guard = _trigger(table, "guard", EVERY_CHANGE, "ledger_guard_reference", *key)
    return [guard, not_emptied(table)]


def _drop_views(table: str) -> str:
    schemas = ("ledger_past", "ledger_history", "ledger_latest")
    return "; ".join(f"DROP VIEW {schema}.{table}" for schema in schemas)


def searched(table: str, *, titles: str, texts: str = "", refs: str = "") -> list[RunSQL]:
    """The search box looks through these columns of what is or was published in `table`, which
    holds versions; `refs` as "county_id:county"."""
    only = "NEW.published_in_id IS NOT NULL"
    arguments = (titles, texts, refs)
    return _searched(table, "AFTER INSERT OR UPDATE", "ledger_search", arguments, only)


def searched_reference(table: str, *, titles: str, texts: str = "", refs: str = "") -> list[RunSQL]:
    """The same of reference data, whose versions the view of its history has."""
    return _searched(table, EVERY_CHANGE, "ledger_search_reference", (titles, texts, refs))


def _searched(table: str, when: str, function: str, arguments: tuple[str, ...], only: str = ""):
    kind = table.partition("_")[2]
    return [
        _trigger(table, "search", when, function, kind, *arguments, only=only),
        RunSQL(
            f"CREATE INDEX search_{kind} ON public.records_searchentry USING gin (words) "
            f"WHERE kind = '{kind}'",
            f"DROP INDEX public.search_{kind}",
        ),
        RunSQL(
            f"SELECT public.ledger_search_fill('public.{table}')",
            f"DELETE FROM public.records_searchentry WHERE kind = '{kind}'",  # noqa: S608
        ),
    ]


def not_emptied(table: str) -> RunSQL:
    when = "BEFORE TRUNCATE"
    return _trigger(table, "no_truncate", when, "ledger_no_truncate", each="STATEMENT")


def _checked_at_the_end(table: str, name: str, when: str, function: str, *, only: str = ""):
    """A check of each row when its transaction ends."""
    deferred = "DEFERRABLE INITIALLY DEFERRED"
    return _trigger(table, name, when, function, only=only, kind="CONSTRAINT ", deferred=deferred)


def _trigger(
    table: str,
    name: str,
    when: str,
    function: str,
    *arguments: str,
    each: str = "ROW",
    only: str = "",
    kind: str = "",
    deferred: str = "",
):
    values = ", ".join(f"'{argument}'" for argument in arguments)
    condition = f"WHEN ({only}) " if only else ""
    return RunSQL(
        f"CREATE {kind}TRIGGER ledger_{name} {when} ON public.{table} {deferred} FOR EACH {each} "
        f"{condition}"
        f"EXECUTE FUNCTION public.{function}({values})",
        f"DROP TRIGGER ledger_{name} ON public.{table}",
    )
