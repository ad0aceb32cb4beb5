"""What `panel serve app/main.py` runs: one page for each visitor.

Why nothing else: a served file gets a made-up module name, so a class defined here could not be
sent to a worker.
"""

from epochlab.app.pages import page

page().servable(title="Epochlab")
