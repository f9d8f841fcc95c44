"""What is stored, by meaning: a module for each."""

from campaigns.models.access import RowAccess
from campaigns.models.alerts import AlertEpisode, AlertRule, AlertSeries
from campaigns.models.annotations import Annotation
from campaigns.models.audit import AuditEvent, AuditHead
from campaigns.models.benchmarks import Benchmark
from campaigns.models.budgets import Budget
from campaigns.models.catalogue import (
    App,
    Campaign,
    Creative,
    Network,
    NetworkTarget,
    StorePage,
    plain_name,
)
from campaigns.models.changes import Change
from campaigns.models.counts import CountBase, CountRevision, DailyCount, ImportBatch, PendingUpload
from campaigns.models.coverage import CoveredDays
from campaigns.models.devices import Device
from campaigns.models.experiments import Arm, Experiment
from campaigns.models.fraud import (
    BUCKETS,
    Case,
    CaseNote,
    ClickTimeCount,
    RejectedCount,
    SourceAppCount,
)
from campaigns.models.jobs import Job, JobFile, Worker
from campaigns.models.judged import Judged
from campaigns.models.mailing import MailedReport
from campaigns.models.mappings import ColumnMapping
from campaigns.models.maturity import NetworkMaturity
from campaigns.models.named import Named
from campaigns.models.naming import (
    AdGroup,
    FieldValue,
    NameField,
    NameValue,
    NameWord,
    NamingChange,
    NamingRule,
)
from campaigns.models.rates import Rate, RateChange
from campaigns.models.rollups import CampaignDay, CountryDay, CreativeDay, Rollup, StorePageDay
from campaigns.models.saved_views import DefaultView, SavedView
from campaigns.models.shared_links import SharedLink
from campaigns.models.signing_in import SignInRule
from campaigns.models.store_facts import StoreFact
from campaigns.models.tallies import Tally
from campaigns.models.telling import Channel, Delivery
from campaigns.models.today import Answered, Owned, Remembered, Visit
from campaigns.models.tokens import Token
from campaigns.models.undoing import EvidenceRevision, NameChange
from campaigns.models.verdicts import Decision, Threshold, ThresholdChange, Verdict

__all__ = [
    "AdGroup",
    "AlertEpisode",
    "AlertRule",
    "AlertSeries",
    "Channel",
    "Delivery",
    "Annotation",
    "Answered",
    "App",
    "Arm",
    "BUCKETS",
    "AuditEvent",
    "AuditHead",
    "Benchmark",
    "Budget",
    "Campaign",
    "CampaignDay",
    "Case",
    "ColumnMapping",
    "CaseNote",
    "Change",
    "ClickTimeCount",
    "CountBase",
    "CountRevision",
    "CountryDay",
    "CoveredDays",
    "Creative",
    "CreativeDay",
    "DailyCount",
    "EvidenceRevision",
    "Experiment",
    "DefaultView",
    "ImportBatch",
    "Job",
    "JobFile",
    "MailedReport",
    "NameChange",
    "Named",
    "FieldValue",
    "NameField",
    "NameValue",
    "NameWord",
    "NamingChange",
    "NamingRule",
    "Judged",
    "Network",
    "NetworkMaturity",
    "NetworkTarget",
    "Owned",
    "PendingUpload",
    "Rate",
    "RateChange",
    "RejectedCount",
    "Decision",
    "Device",
    "Remembered",
    "Rollup",
    "RowAccess",
    "SavedView",
    "SharedLink",
    "SourceAppCount",
    "StoreFact",
    "StorePage",
    "Token",
    "StorePageDay",
    "SignInRule",
    "Tally",
    "Threshold",
    "ThresholdChange",
    "Verdict",
    "Visit",
    "Worker",
    "plain_name",
]
