"""What is planted in the demo, so that pages have something to find.

`since` is in days before the last day, which is day 0:

| since | where | what a page should find |
|---|---|---|
| always | Vantage DSP | IPM about 12 % under like-for-like networks |
| always | Kite Exchange | low IPM because of low-IPM countries only: fine for its mix |
| always | Rewardly | incentivised: IPM about 30 % over peers, D1 retention about 4 %, no revenue |
| always | Circle Social | reports clicks and installs, but no impressions and no creatives |
| always | Organic | organic installs: no network, in no number but the fraud rules' |
| 49 | all but Rewardly, Circle Social, Tandem Video | click times are known |
| 49 | Vantage DSP, Merge Harbor | source app 88213 floods clicks: 150 per install |
| 42 | Tile Garden | "Garden tour" store page on campaigns of Playgrid and Lumio: CVR + 18 % |
| 40 | Kite Exchange, Merge Harbor | source app 1402 injects clicks: 18 % of installs within 10 s |
| 40 | Brisk Media, Merge Harbor | flooding: clicks on 33 % of the impressions |
| 40 | Offerlane, Merge Harbor | incentive: 3.4 times the installs, D1 retention 70 % lower |
| 40 | Offerlane, Tile Garden | farm: D1 retention about 1 % |
| 27 | Kite Exchange | gets 25 % more impressions: the total falls by mix |
| 23 | Dragon hatch, 15s | tires within a week: CTR and so IPM 42 % lower, in every country |
| 21 | Northlight | CVR 36 % lower while CTR holds: IPM of 28 days about 30 % under the 28 before |
| 18 | Castle before/after | Lumio shows it more in low-IPM countries: mix, not fatigue |
| 16 | Raw gameplay 20s | pulled back: 58 % fewer impressions at an unchanged IPM |
| 9 | Brisk Media, Tile Garden | stuffing: 5 times the impressions, installs as before |
| 8 | Tandem Video | a new network with few impressions: too little to judge |
| 5 | UGC: Anna reacts | a new creative with few days |
| 5 | Northlight | the day is restated by a second batch: installs first 8 % too low |
| 4, 2 | Kite Exchange, Brisk Media | somebody followed Decide's word, with a note |
| always | Circle Social, Merge Harbor | a target ROAS D7 of its own: its users pay later |
| 12, 11 | Circle Social | two days of which no file was: a gap |
| 1, 0 | Rewardly | its newest days are late |
| 49 | all networks | nightly files: 10, 5 and 2 % of the installs are missing at first |
| 2 | all networks | unsettled: 2, 5 and 10 % of the installs are still missing |

`NOTES` are what the team wrote down when these began.

Brisk Media and Offerlane are small and alone in their countries: they are nobody's peer like for
like, and move no other story. What fraud does there is in `suspects`.

Everything else is noise around what `world` calls usual.
"""

from dataclasses import dataclass

RICH = ("US", "CA", "GB", "DE", "FR", "JP")
GROWTH = ("BR", "MX", "IN", "ID")
"""Countries of high and of low IPM."""


@dataclass(frozen=True)
class Plant:
    """Something that begins `since` days before the last day and is in full after `ramp` days.

    It touches the rows that match every name given; the numbers are factors.
    """

    since: int
    network: str = ""
    creative: str = ""
    store_page: str = ""
    countries: tuple[str, ...] = ()
    ramp: int = 1
    impressions: float = 1.0
    ctr: float = 1.0
    cvr: float = 1.0
    new: bool = False
    """Nothing at all before it begins."""

    def touches(self, network: str, creative: str, country: str, store_page: str) -> bool:
        return (
            self.network in ("", network)
            and self.creative in ("", creative)
            and self.store_page in ("", store_page)
            and (not self.countries or country in self.countries)
        )

    def progress(self, ago: int) -> float:
        """From 0 before it begins to 1 when it is in full."""
        return min(max(self.since - ago + 1, 0) / self.ramp, 1.0)


STORE_PAGE = "Garden tour"
STORE_PAGE_SINCE = 42
DROPPING, DROPPING_SINCE = "Northlight", 21
GROWING, GROWING_SINCE = "Kite Exchange", 27
SHIFTED, SHIFTED_SINCE = "TG_RV_Castle_before_after_30s_9x16_EN_v1", 18
FATIGUED, FATIGUED_SINCE = "MH_RV_Dragon_hatch_15s_9x16_EN_v2", 23
PULLED_BACK, PULLED_BACK_SINCE = "Raw gameplay 20s", 16
NEW_AD, NEW_AD_SINCE = "UGC: Anna reacts", 5
NEW_NETWORK, NEW_NETWORK_SINCE = "Tandem Video", 8
RESTATED_NETWORK, RESTATED_SINCE, RESTATED_FIRST = "Northlight", 5, 0.92
SETTLED = (0.90, 0.95, 0.98)
"""The part of its installs that a day has 0, 1 and 2 days before the last."""

MISSING = {("Circle Social", 12), ("Circle Social", 11), ("Rewardly", 1), ("Rewardly", 0)}
"""Network and days before the last of which no file was: a gap, and what is late."""

FRAUD_NETWORKS = ("Brisk Media", "Offerlane")
FRAUD_SINCE, STUFFING_SINCE = 40, 9
FLOODING, FLOODING_APP = "Vantage DSP", "Merge Harbor"
INJECTING, INJECTING_APP = "Kite Exchange", "Merge Harbor"

PLANTS = (
    Plant(STORE_PAGE_SINCE, store_page=STORE_PAGE, cvr=1.18),
    Plant(GROWING_SINCE, network=GROWING, impressions=1.25),
    Plant(
        SHIFTED_SINCE,
        network="Lumio Ads",
        creative=SHIFTED,
        countries=RICH,
        ramp=3,
        impressions=0.4,
    ),
    Plant(
        SHIFTED_SINCE,
        network="Lumio Ads",
        creative=SHIFTED,
        countries=GROWTH,
        ramp=3,
        impressions=3.0,
    ),
    Plant(FATIGUED_SINCE, creative=FATIGUED, ramp=7, ctr=0.58),
    Plant(DROPPING_SINCE, network=DROPPING, cvr=0.64),
    Plant(PULLED_BACK_SINCE, creative=PULLED_BACK, impressions=0.42),
    Plant(NEW_NETWORK_SINCE, network=NEW_NETWORK, new=True),
    Plant(NEW_AD_SINCE, creative=NEW_AD, new=True),
)


@dataclass(frozen=True)
class PlantedNote:
    """What somebody of the team noted on a day, about an app or a network."""

    since: int
    text: str
    app: str = ""
    network: str = ""


NOTES = (
    PlantedNote(STORE_PAGE_SINCE, f"Store page “{STORE_PAGE}” goes live", app="Tile Garden"),
    PlantedNote(GROWING_SINCE, f"{GROWING} gets a quarter more budget", network=GROWING),
    PlantedNote(DROPPING_SINCE, f"{DROPPING} adds placements", network=DROPPING),
    PlantedNote(NEW_NETWORK_SINCE, f"Test of {NEW_NETWORK} starts", network=NEW_NETWORK),
)
