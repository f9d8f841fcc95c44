"""What is stored, by meaning: the catalogue, the counts, the verdicts."""

from .catalogue import App, Campaign, Creative, Network, StorePage, plain_name
from .counts import CountBase, CountRevision, DailyCount, ImportBatch, PendingUpload
from .verdicts import Response, Threshold, ThresholdChange, Verdict

__all__ = [
    "App",
    "Campaign",
    "CountBase",
    "CountRevision",
    "Creative",
    "DailyCount",
    "ImportBatch",
    "Network",
    "PendingUpload",
    "Response",
    "StorePage",
    "Threshold",
    "ThresholdChange",
    "Verdict",
    "plain_name",
]
