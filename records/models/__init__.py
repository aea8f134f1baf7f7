"""How we know: sources, versions, editions and the history of every change."""

from records.models.accounts import FailedSignIn, Lockout, RoleRequest, SecondFactorRule, SignIn
from records.models.approvals import ApprovalLimit
from records.models.attachments import Attachment, attachment_models
from records.models.cited_figures import (
    CitedFigures,
    Disagreement,
    QualifiedFigure,
    compare_unqualified,
)
from records.models.citing import Cited
from records.models.devices import BackupCode, BackupDevice, Phone
from records.models.editions import Edition, EditionBranch, EditionEntry, EditionTimestamp
from records.models.feedback import Feedback
from records.models.files import PreparedFile, PreparedPart, StoredFile
from records.models.history import ChangeEvent, ReviewStep, StaffComment
from records.models.notice_mappings import NoticeMapping, NoticeReading, RememberedMapping
from records.models.people import Desk, DraftOwner, Notice, ReviewRemit
from records.models.quality import CheckCount
from records.models.records import Record, RecordQuerySet, Row, State, kind_of, record_models
from records.models.references import Reference, ReferenceVersion, Stable, reference_models
from records.models.search import SearchEntry, SearchWord
from records.models.sources import (
    Source,
    SourceAttachment,
    SourceVersion,
    Statement,
    StatementVersion,
)
from records.models.uploads import Upload, UploadedVersion
from records.models.users import User
from records.models.vocabulary import (
    Measure,
    Qualifier,
    Scope,
    Unit,
    format_qualified,
    format_scope_of_sum,
)
from records.models.years import YearStep

__all__ = [
    "ApprovalLimit",
    "Attachment",
    "BackupCode",
    "BackupDevice",
    "ChangeEvent",
    "CheckCount",
    "Cited",
    "CitedFigures",
    "Desk",
    "Disagreement",
    "DraftOwner",
    "Edition",
    "EditionBranch",
    "EditionEntry",
    "EditionTimestamp",
    "FailedSignIn",
    "Feedback",
    "Lockout",
    "Measure",
    "Notice",
    "NoticeMapping",
    "NoticeReading",
    "Phone",
    "PreparedFile",
    "PreparedPart",
    "QualifiedFigure",
    "Qualifier",
    "Record",
    "RecordQuerySet",
    "Reference",
    "ReferenceVersion",
    "RememberedMapping",
    "ReviewRemit",
    "ReviewStep",
    "RoleRequest",
    "Row",
    "Scope",
    "SearchEntry",
    "SearchWord",
    "SecondFactorRule",
    "SignIn",
    "Source",
    "SourceAttachment",
    "SourceVersion",
    "Stable",
    "StaffComment",
    "State",
    "Statement",
    "StatementVersion",
    "StoredFile",
    "Unit",
    "Upload",
    "UploadedVersion",
    "User",
    "YearStep",
    "attachment_models",
    "compare_unqualified",
    "format_qualified",
    "format_scope_of_sum",
    "kind_of",
    "record_models",
    "reference_models",
]
