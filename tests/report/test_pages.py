"""On paper no text covers another."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from soleus_sense.report.content import side_content
from soleus_sense.report.pages import page_figure, table_blocks
from soleus_sense.report.style import LIGHT, styled


def test_a_table_with_every_column_has_room_for_its_headings(make_session: Any) -> None:
    session = make_session([3.0, 2.0, 3.1]).with_reps(lambda rep: replace(rep, height_m=0.091))
    truth = [replace(rep, lower_s=rep.lower_s + 0.05) for rep in session.analysis.reps]
    table = side_content(session.recording, session.analysis, truth=truth).sets[0].table
    with styled():
        figure = page_figure(table_blocks("Repetitions", table, LIGHT))
        FigureCanvasAgg(figure)
        figure.canvas.draw()
        texts = [text for text in figure.findobj(Text) if text.get_text().strip()]
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    assert {"Target", "True lower (s)", "Error (s)"} <= {text for text, _ in boxes}
    for (one, first), (other, second) in combinations(boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        tall = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert wide < 1 or tall < 1, f"{one!r} and {other!r} overlap"
    assert [text.get_text() for text in texts if text.get_fontweight() == "bold"] == ["Repetitions", "fast"]
