"""The few codes of IATI 2.03 that this ledger uses, and what of ours they stand for."""

from cadres.models import Organisation
from programs.models import Category, MoneyKind, Payment, Status
from records.models import Measure, Scope, Source

COUNTRY, CURRENCY, CHINESE = "CN", "CNY", "zh"

# ActivityStatus. A project whose progress nobody states counts as under way, and says so.
STATUS = {Status.PLANNED: "1", Status.UNDER_WAY: "2", Status.COMPLETED: "4", Status.CANCELLED: "5"}
STATUS_NOT_STATED = "2"

# ActivityDateType
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"

# ActivityScope. The ministry itself is no area.
SCOPE = {Scope.NATIONAL: "4", Scope.DESIGNATED: "5", Scope.COUNTY: "7"}

# OrganisationRole
FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"

# OrganisationType. Bodies that a source does not name are no organisation.
GOVERNMENT = "10"
ORGANISATION = {
    Organisation.Kind.MINISTRY: GOVERNMENT,
    Organisation.Kind.DEPARTMENT: GOVERNMENT,
    Organisation.Kind.STATE_BODY: GOVERNMENT,
    Organisation.Kind.STEERING: GOVERNMENT,
    Organisation.Kind.LOCAL: "11",
    Organisation.Kind.CENTRE: "15",
    Organisation.Kind.FOUNDATION: "60",
    Organisation.Kind.COMPANY: "70",
    Organisation.Kind.SCHOOL: "80",
}

# SectorVocabulary, and Sector (DAC 5 digits). No source gives these: the editors assigned them.
DAC, OWN = "1", "99"
SECTOR = {
    Category.INDUSTRY: "32120",  # industrial development
    Category.INFRASTRUCTURE: "43040",  # rural development
    Category.EDUCATION_TRAINING: "11120",  # education facilities and training
    Category.FARMING: "31120",  # agricultural development
    Category.FIELD_RESEARCH: "43040",  # rural development
    Category.COMMUNICATION: "22020",  # telecommunications
    Category.STUDENT_AID: "11420",  # higher education
    Category.SCHOOL_AID: "11220",  # primary education
    Category.EDUCATION_GOODS: "11120",  # education facilities and training
    Category.SEMINAR: "11130",  # teacher training
    Category.VISITS: "16010",  # social protection
}

# DescriptionType
GENERAL, OBJECTIVES, OTHER = "1", "2", "4"

# BudgetType and BudgetStatus: committed or indicative, by the stage that the amount has
ORIGINAL_BUDGET = "1"
BUDGET_STATUS = {"allocated": "2", "planned": "1"}

# TransactionType, for money that the ministry coordinates and for local money
COMMITMENT = {True: "11", False: "2"}  # is local: incoming, else outgoing commitment
PAYMENT = {
    Payment.Stage.RECEIVED: {True: "1", False: "3"},  # incoming funds, disbursement
    Payment.Stage.SPENT: {True: "4", False: "4"},  # expenditure
}
LOCAL = MoneyKind.LOCAL_COUNTERPART

# ResultType and IndicatorMeasure
OUTPUT, OUTCOME = "1", "2"
RESULT = {
    Measure.FLOW: OUTPUT,
    Measure.COUNTED: OUTPUT,
    Measure.GOODS: OUTPUT,
    Measure.MONEY_IN: OUTPUT,
    Measure.STOCK: OUTCOME,
    Measure.SHARE: OUTCOME,
    Measure.MONEY_EARNED: OUTCOME,
}
NUMBER, PERCENTAGE = "1", "2"

# DocumentCategory and FileFormat
WEB_PAGE, HTML = "A12", "text/html"
DOCUMENT = {Source.Kind.REPORT: "B01"}  # annual report
OTHER_DOCUMENT = "A08"  # results, outcomes and outputs

# GeographicLocationReach, GeographicLocationClass, GeographicExactness
OF_ACTIVITY, ADMINISTRATIVE_REGION, APPROXIMATE = "1", "1", "2"
OTHER_IDENTIFIER = "A1"  # the reporter's own
