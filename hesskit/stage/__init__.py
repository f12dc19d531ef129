"""How a matplotlib picture comes alive on a screen; knows nothing of Hessians."""

from hesskit.stage.picture import Handle, Picture, Scene
from hesskit.stage.stage import STAGE_SCRIPT, STAGE_STYLE, Stage, Transaction
from hesskit.stage.themes import DARK, LIGHT, Theme

__all__ = [
    "DARK",
    "LIGHT",
    "STAGE_SCRIPT",
    "STAGE_STYLE",
    "Handle",
    "Picture",
    "Scene",
    "Stage",
    "Theme",
    "Transaction",
]
