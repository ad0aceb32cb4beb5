"""How a curve is looked at: scales, smoothing, window, freeze, table; nothing of the training."""

from __future__ import annotations

from typing import Any

import panel as pn
import param

from epochlab.components import kit, words


class CurveControls(pn.viewable.Viewer):
    """The view's own settings, and the row of widgets that sets them."""

    log_x = param.Boolean(default=False)
    log_y = param.Boolean(default=False)
    smoothing = param.Number(default=0.0, bounds=(0, 0.99))
    last = param.Selector(default=0, objects=list(words.WINDOWS.values()), doc="0 for all epochs.")
    frozen = param.Boolean(default=False, doc="Hold the picture; training goes on.")
    table = param.Boolean(default=False)

    def __panel__(self) -> Any:
        smoothing = kit.FloatSlider(
            label=words.SMOOTH, start=0, end=0.99, step=0.01, size="small", width=150, margin=0
        )
        smoothing.param.watch(
            lambda event: setattr(self, "smoothing", event.new), "value_throttled"
        )
        last = kit.Select.from_param(
            self.param.last,
            label=words.WINDOW,
            description="",
            options=dict(words.WINDOWS),
            size="small",
            width=130,
            margin=0,
        )
        switches = [
            kit.Switch.from_param(
                self.param[name], label=label, description="", size="small", margin=0
            )
            for name, label in (
                ("log_y", words.LOG_Y),
                ("log_x", words.LOG_X),
                ("frozen", words.FREEZE),
                ("table", words.TABLE),
            )
        ]
        return pn.FlexBox(
            last,
            smoothing,
            *switches,
            gap="8px 20px",
            align_items="center",
            margin=0,
            sizing_mode="stretch_width",
        )
