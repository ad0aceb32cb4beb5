"""Epochlab: train a neural network on your own data; stop, look, change something, and go on.

Why names are fetched on first use: importing `epochlab` takes no time, and the process that
serves the page never loads torch.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from epochlab.components.show import show as show
    from epochlab.data.coercion import coerce as coerce
    from epochlab.data.matching import matching as matching
    from epochlab.data.reading import read_table as read_table
    from epochlab.data.samples import load_sample as load_sample
    from epochlab.data.samples import samples as samples
    from epochlab.data.scitypes import Continuous as Continuous
    from epochlab.data.scitypes import Count as Count
    from epochlab.data.scitypes import Image as Image
    from epochlab.data.scitypes import Multiclass as Multiclass
    from epochlab.data.scitypes import OrderedFactor as OrderedFactor
    from epochlab.data.scitypes import Textual as Textual
    from epochlab.data.scitypes import schema as schema
    from epochlab.data.splitting import split as split
    from epochlab.data.tables import Table as Table
    from epochlab.hyper import clone as clone
    from epochlab.hyper import settings as settings
    from epochlab.models.builders import MLP as MLP
    from epochlab.models.builders import Builder as Builder
    from epochlab.models.builders import Linear as Linear
    from epochlab.models.builders import Short as Short
    from epochlab.models.builders import builder as builder
    from epochlab.models.gradient_rules import AccumGrad as AccumGrad
    from epochlab.models.gradient_rules import ClipGrad as ClipGrad
    from epochlab.models.gradient_rules import ClipNorm as ClipNorm
    from epochlab.models.gradient_rules import OptimiserChain as OptimiserChain
    from epochlab.models.gradient_rules import SignDecay as SignDecay
    from epochlab.models.gradient_rules import WeightDecay as WeightDecay
    from epochlab.models.image_builders import VGG as VGG
    from epochlab.models.image_builders import Convolutional as Convolutional
    from epochlab.models.more_optimisers import AdaBelief as AdaBelief
    from epochlab.models.more_optimisers import AdaDelta as AdaDelta
    from epochlab.models.more_optimisers import AdaGrad as AdaGrad
    from epochlab.models.more_optimisers import AdaMax as AdaMax
    from epochlab.models.more_optimisers import AMSGrad as AMSGrad
    from epochlab.models.more_optimisers import Lion as Lion
    from epochlab.models.more_optimisers import NAdam as NAdam
    from epochlab.models.more_optimisers import OAdam as OAdam
    from epochlab.models.more_optimisers import RAdam as RAdam
    from epochlab.models.more_optimisers import Rprop as Rprop
    from epochlab.models.networks import ImageClassifier as ImageClassifier
    from epochlab.models.networks import (
        MultitargetNeuralNetworkRegressor as MultitargetNeuralNetworkRegressor,
    )
    from epochlab.models.networks import (
        NeuralNetworkBinaryClassifier as NeuralNetworkBinaryClassifier,
    )
    from epochlab.models.networks import NeuralNetworkClassifier as NeuralNetworkClassifier
    from epochlab.models.networks import NeuralNetworkRegressor as NeuralNetworkRegressor
    from epochlab.models.optimisers import Adam as Adam
    from epochlab.models.optimisers import AdamW as AdamW
    from epochlab.models.optimisers import Descent as Descent
    from epochlab.models.optimisers import Momentum as Momentum
    from epochlab.models.optimisers import Nesterov as Nesterov
    from epochlab.models.optimisers import Optimiser as Optimiser
    from epochlab.models.optimisers import RMSProp as RMSProp
    from epochlab.training.machine import Machine as Machine
    from epochlab.training.restart import Restart as Restart

    __version__: str

__all__ = [
    "MLP",
    "VGG",
    "AMSGrad",
    "AccumGrad",
    "AdaBelief",
    "AdaDelta",
    "AdaGrad",
    "AdaMax",
    "Adam",
    "AdamW",
    "Builder",
    "ClipGrad",
    "ClipNorm",
    "Continuous",
    "Convolutional",
    "Count",
    "Descent",
    "Image",
    "ImageClassifier",
    "Linear",
    "Lion",
    "Machine",
    "Momentum",
    "Multiclass",
    "MultitargetNeuralNetworkRegressor",
    "NAdam",
    "Nesterov",
    "NeuralNetworkBinaryClassifier",
    "NeuralNetworkClassifier",
    "NeuralNetworkRegressor",
    "OAdam",
    "Optimiser",
    "OptimiserChain",
    "OrderedFactor",
    "RAdam",
    "RMSProp",
    "Restart",
    "Rprop",
    "Short",
    "SignDecay",
    "Table",
    "Textual",
    "WeightDecay",
    "__version__",
    "builder",
    "clone",
    "coerce",
    "load_sample",
    "matching",
    "read_table",
    "samples",
    "schema",
    "settings",
    "show",
    "split",
]

_MODULES = {
    "components.show": "show",
    "data.coercion": "coerce",
    "data.matching": "matching",
    "data.reading": "read_table",
    "data.samples": "load_sample samples",
    "data.scitypes": "Continuous Count Image Multiclass OrderedFactor Textual schema",
    "data.splitting": "split",
    "data.tables": "Table",
    "hyper": "clone settings",
    "models.builders": "Builder Linear MLP Short builder",
    "models.gradient_rules": "AccumGrad ClipGrad ClipNorm OptimiserChain SignDecay WeightDecay",
    "models.image_builders": "Convolutional VGG",
    "models.more_optimisers": (
        "AMSGrad AdaBelief AdaDelta AdaGrad AdaMax Lion NAdam OAdam RAdam Rprop"
    ),
    "models.networks": (
        "ImageClassifier MultitargetNeuralNetworkRegressor NeuralNetworkBinaryClassifier "
        "NeuralNetworkClassifier NeuralNetworkRegressor"
    ),
    "models.optimisers": "Adam AdamW Descent Momentum Nesterov Optimiser RMSProp",
    "training.machine": "Machine",
    "training.restart": "Restart",
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """A public name, fetched from where it lives and kept."""
    if name == "__version__":
        value = version("epochlab")
    elif name in _HOMES:
        value = getattr(import_module(f"epochlab.{_HOMES[name]}"), name)
    else:
        close = get_close_matches(name, __all__, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise AttributeError(f"epochlab has no {name!r}.{hint}", name=name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Names for completion, fetched or not."""
    return sorted({*globals(), *__all__})
