"""A PDF is kept whole or not at all."""

import resource
from pathlib import Path

import pytest

from igtf.core.text import paper


def test_of_a_pdf_for_which_there_is_no_room_nothing_stays(tmp_path: Path) -> None:
    kept = tmp_path / "pdf" / "key.pdf"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            paper._keep(kept, b"%PDF" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(kept.parent.iterdir()) == []
    paper._keep(kept, b"%PDF")
    assert (kept.read_bytes(), len(list(kept.parent.iterdir()))) == (b"%PDF", 1)
