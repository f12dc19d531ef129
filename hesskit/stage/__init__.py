"""How a matplotlib picture comes alive on a screen; knows nothing of Hessians."""

from hesskit.stage.display_list import projection
from hesskit.stage.picture import LIGHT, THEMES, Handle, Picture, Scene, Theme, dress, encode_webp, new_figure
from hesskit.stage.recording import Dial
from hesskit.stage.stage import LIVING, STAGE_SCRIPT, STAGE_STYLE, Stage, Transaction

__all__ = [
    "LIGHT",
    "LIVING",
    "STAGE_SCRIPT",
    "STAGE_STYLE",
    "THEMES",
    "Dial",
    "Handle",
    "Picture",
    "Scene",
    "Stage",
    "Theme",
    "Transaction",
    "dress",
    "encode_webp",
    "new_figure",
    "projection",
]
