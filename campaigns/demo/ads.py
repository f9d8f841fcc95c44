"""The creatives of the demo. Most names follow the convention of a team; a few drifted from it."""

from dataclasses import dataclass

from campaigns.demo.plants import (
    DROPPING,
    FATIGUED,
    GROWING,
    NEW_AD,
    NEW_NETWORK,
    PULLED_BACK,
    SHIFTED,
)
from campaigns.models.choices import Format


@dataclass(frozen=True)
class Ad:
    """A creative of the demo; `draw` is its factor on CTR, `weight` its size in its format."""

    app: str
    name: str
    format: str
    draw: float = 1.0
    weight: float = 1.0
    tags: str = ""
    tried_by: tuple[str, float] | None = None
    """The one network whose campaigns show it, and its part beside their other creatives."""
    home: tuple[str, ...] | None = None
    """The networks that show it as it is; campaigns elsewhere a cut each. None: all show it."""


ADS = (
    Ad(
        "Merge Harbor",
        "MH_RV_Merge_chain_30s_9x16_EN_v1",
        Format.REWARDED_VIDEO,
        1.02,
        1.1,
        "gameplay, merge",
    ),
    Ad("Merge Harbor", FATIGUED, Format.REWARDED_VIDEO, 1.05, 0.8, "dragon, reveal"),
    Ad(
        "Merge Harbor",
        "MH_RV_Broken_bridge_20s_9x16_EN_v3",
        Format.REWARDED_VIDEO,
        1.12,
        1.1,
        "hook, rescue",
    ),
    Ad("Merge Harbor", PULLED_BACK, Format.REWARDED_VIDEO, 0.92, 0.9, "gameplay"),
    Ad("Merge Harbor", "Storm warning 15s", Format.REWARDED_VIDEO, 0.98, 0.8, "story, rescue"),
    Ad(
        "Merge Harbor",
        NEW_AD,
        Format.REWARDED_VIDEO,
        1.14,
        tags="ugc, reaction",
        tried_by=("Lumio Ads", 0.17),
    ),
    Ad("Merge Harbor", "MH_PLA_Harbor_tutorial_9x16_EN_v1", Format.PLAYABLE, 1.04, 1.0, "tutorial"),
    Ad(
        "Merge Harbor",
        "MH_PLA_Merge_till_it_sinks_9x16_EN_v2",
        Format.PLAYABLE,
        0.95,
        0.8,
        "fail, merge",
    ),
    Ad("Merge Harbor", "MH_PLA_Three_moves_9x16_EN_v1", Format.PLAYABLE, 1.0, 0.7, "puzzle"),
    Ad(
        "Merge Harbor",
        "MH_INT_Harbor_at_night_1200x628_EN_v1",
        Format.INTERSTITIAL,
        1.03,
        1.0,
        "mood",
    ),
    Ad(
        "Merge Harbor",
        "MH_INT_Level_1_against_100_1200x628_EN_v1",
        Format.INTERSTITIAL,
        0.96,
        1.0,
        "progress",
    ),
    Ad("Merge Harbor", "MH_BAN_Lighthouse_strip_320x50_EN_v1", Format.BANNER, 1.0, 1.0, "logo"),
    Ad("Merge Harbor", "MH_BAN_Merge_two_boats_320x50_EN_v2", Format.BANNER, 0.98, 0.8, "merge"),
    Ad(
        "Tile Garden",
        "TG_RV_Fail_then_win_30s_9x16_EN_v4",
        Format.REWARDED_VIDEO,
        1.25,
        1.1,
        "fail, hook",
        home=("Playgrid", GROWING, DROPPING, NEW_NETWORK),
    ),
    Ad(
        "Tile Garden",
        "TG_RV_Match_by_ear_15s_9x16_EN_v1",
        Format.REWARDED_VIDEO,
        0.97,
        0.9,
        "sound",
        home=("Playgrid", "Lumio Ads", DROPPING, NEW_NETWORK),
    ),
    Ad("Tile Garden", SHIFTED, Format.REWARDED_VIDEO, 1.0, 1.0, "before/after"),
    Ad(
        "Tile Garden",
        "TG_RV_Puzzle_one_percent_30s_9x16_EN_v1",
        Format.REWARDED_VIDEO,
        0.85,
        0.6,
        "puzzle, challenge",
        home=("Vantage DSP", "Lumio Ads", DROPPING, NEW_NETWORK),
    ),
    Ad(
        "Tile Garden",
        "TG_PLA_Clear_the_pond_9x16_EN_v2",
        Format.PLAYABLE,
        1.05,
        1.0,
        "tutorial",
        home=("Lumio Ads", DROPPING, "Playgrid"),
    ),
    Ad(
        "Tile Garden",
        "TG_PLA_Ten_seconds_left_9x16_EN_v1",
        Format.PLAYABLE,
        1.0,
        0.9,
        "timer",
        home=("Lumio Ads", DROPPING, "Playgrid"),
    ),
    Ad(
        "Tile Garden",
        "TG_PLA_Lay_the_path_9x16_EN_v1",
        Format.PLAYABLE,
        0.94,
        0.8,
        "builder",
        home=("Lumio Ads", DROPPING, "Playgrid"),
    ),
    Ad(
        "Tile Garden",
        "TG_INT_Garden_in_spring_1200x628_EN_v1",
        Format.INTERSTITIAL,
        1.04,
        1.0,
        "mood",
        home=("Lumio Ads", DROPPING, "Vantage DSP"),
    ),
    Ad(
        "Tile Garden",
        "TG_INT_Which_tile_fits_1200x628_EN_v1",
        Format.INTERSTITIAL,
        0.99,
        1.0,
        "question",
        home=("Lumio Ads", DROPPING, "Vantage DSP"),
    ),
    Ad(
        "Tile Garden",
        "TG_INT_Grandmas_secret_1200x628_EN_v1",
        Format.INTERSTITIAL,
        0.93,
        0.8,
        "story",
    ),
    Ad("Tile Garden", "TG_BAN_Garden_strip_320x50_EN_v1", Format.BANNER, 1.0, 1.0, "logo"),
    Ad("Tile Garden", "TG_BAN_Tap_the_odd_tile_320x50_EN_v1", Format.BANNER, 0.97, 0.9, "question"),
)
