"""What can be asked of a machine once it is trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import torch

from epochlab.errors import NotTrained
from epochlab.hyper import kind_name
from epochlab.models.networks import NeuralNetwork
from epochlab.training.device import place
from epochlab.training.learned import Learned
from epochlab.training.rows import Rows, positions


class Trained:
    """The side of a machine that reads: predictions, network, history.

    `X` is the data bound, or None for a machine loaded without data.
    """

    model: NeuralNetwork
    X: Any
    _learned: Learned | None

    @property
    def trained(self) -> int:
        """Epochs trained so far."""
        return 0 if self._learned is None else self._learned.trained_as["epochs"]

    @property
    def learned(self) -> Learned:
        """State of training.

        Raises
        ------
        NotTrained : `fit` has not been called.
        """
        if self._learned is None:
            raise NotTrained("This machine is not trained.", "", "Call fit() first.")
        return self._learned

    @property
    def network(self) -> torch.nn.Module:
        """The trained network, on the CPU and in evaluation mode."""
        return self.learned.network_at_home()

    @property
    def fitted_params(self) -> dict[str, Any]:
        """What was learned: {"network": …}."""
        return {"network": self.network}

    @property
    def history(self) -> pd.DataFrame:
        """One row an epoch from 0, untrained: epoch, training_loss, holdout_loss, eta, seconds."""
        return self.learned.frame()

    @property
    def report(self) -> dict[str, list[float]]:
        """{"training_losses": …}: epochs + 1 numbers, the untrained network's first."""
        return {"training_losses": [row["training_loss"] for row in self.learned.history]}

    @property
    def training_losses(self) -> list[float]:
        """Loss of each epoch: mean over its batches before each update, without penalty."""
        return self.report["training_losses"][1:]

    def predict(self, X: Any = None, *, rows: Rows = None) -> pd.DataFrame | pd.Series | np.ndarray:
        """Predictions for new data, or for (rows of) the data bound.

        Returns
        -------
        Classifiers: DataFrame of probabilities, a column per class in level order, rows sum to
        1. Regressors: Series. Several targets: DataFrame with the target's column names.
        """
        learned = self.learned
        if X is None and self.X is None:
            raise NotTrained("This machine is not bound to any data.", "", "Hand in X.")
        if X is None:
            X = self.X if rows is None else _take(self.X, positions(rows, len(self.X)))
        inputs = place(learned.encoding.inputs(X), torch.device("cpu"))
        outputs = learned.predictor.outputs(inputs)
        if self.model.task not in ("regression", "multitarget"):
            outputs = learned.predictor.probabilities(outputs)
        predictions = learned.encoding.predictions(outputs.cpu().numpy())
        if isinstance(X, pd.DataFrame | pd.Series) and isinstance(
            predictions, pd.DataFrame | pd.Series
        ):
            predictions.index = X.index
        return predictions

    def predict_mode(self, X: Any = None, *, rows: Rows = None) -> pd.Series:
        """Most probable class of each row; the first in level order wins ties.

        Raises
        ------
        TypeError : a regressor has no classes.
        """
        if self.model.task in ("regression", "multitarget"):
            raise TypeError(f"{kind_name(self.model)} predicts numbers, which have no mode.")
        shares = self.predict(X, rows=rows)
        assert isinstance(shares, pd.DataFrame), "a classifier predicts a column per class"
        return self.learned.encoding.modes(shares)

    def predict_mean(self, X: Any = None, *, rows: Rows = None) -> Any:
        """Expected value of the target: for regressors, their prediction.

        Raises
        ------
        TypeError : classes have no mean.
        """
        if self.model.task not in ("regression", "multitarget"):
            raise TypeError(f"{kind_name(self.model)} predicts classes, which have no mean.")
        return self.predict(X, rows=rows)


def _take(X: Any, rows: np.ndarray) -> Any:
    return X.iloc[rows] if isinstance(X, pd.DataFrame | pd.Series) else X[rows]
