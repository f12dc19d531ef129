"""Logistic regression and a small network as objectives, their data, and how sure a fit is."""

from hesskit.maths.statistics.bootstrap import FITTED, ONE_CLASS, SEPARABLE, Cloud, probability, resampled
from hesskit.maths.statistics.datasets import Dataset, orings, penguins
from hesskit.maths.statistics.hidden_layer import Network
from hesskit.maths.statistics.labelled_data import read_features, read_labels, separation
from hesskit.maths.statistics.logistic_loss import LogisticLoss

__all__ = [
    "FITTED",
    "ONE_CLASS",
    "SEPARABLE",
    "Cloud",
    "Dataset",
    "LogisticLoss",
    "Network",
    "orings",
    "penguins",
    "probability",
    "read_features",
    "read_labels",
    "resampled",
    "separation",
]
