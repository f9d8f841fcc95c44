"""What is stored, by meaning: a module for each."""

from .annotations import Annotation
from .benchmarks import Benchmark
from .catalogue import App, Campaign, Creative, Network, StorePage, plain_name
from .counts import CountBase, CountRevision, DailyCount, ImportBatch, PendingUpload
from .experiments import Arm, Experiment
from .fraud import BUCKETS, Case, CaseNote, ClickTimeCount, RejectedCount, SourceAppCount
from .saved_views import DefaultView, SavedView
from .verdicts import Response, Threshold, ThresholdChange, Verdict

__all__ = [
    "Annotation",
    "App",
    "Arm",
    "BUCKETS",
    "Benchmark",
    "Campaign",
    "Case",
    "CaseNote",
    "ClickTimeCount",
    "CountBase",
    "CountRevision",
    "Creative",
    "DailyCount",
    "Experiment",
    "DefaultView",
    "ImportBatch",
    "Network",
    "PendingUpload",
    "RejectedCount",
    "Response",
    "SavedView",
    "SourceAppCount",
    "StorePage",
    "Threshold",
    "ThresholdChange",
    "Verdict",
    "plain_name",
]
