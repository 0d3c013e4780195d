"""Which elements of two sequences belong together, in time that stays bounded for any input."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher

_EQUALS = 200_000  # equal pairs difflib may weigh in one gap; it is quadratic in them
_LONG = 2_000  # elements on one side of a gap for difflib
_CELLS = 4_000  # pairs weighed in one gap by likeness
_CELLS_OF_LONG = 64
_DEPTH = 50  # gaps within gaps

Pairs = list[tuple[int, int]]
Span = tuple[int, int, int, int, int]


def matches(a: Sequence[Hashable], b: Sequence[Hashable], *, most: int = 1_000_000) -> Pairs:
    """Return the index pairs at which ``a`` and ``b`` agree, rising on both sides.

    Equal ends first, then what occurs once on each side (patience), then difflib where a gap is small enough;
    a larger gap counts as rewritten. Beyond ``most`` elements only equal ends are looked for.
    """
    found: Pairs = []
    stack: list[Span] = [(0, len(a), 0, len(b), 0)]
    while stack:
        low, high, start, stop, depth = stack.pop()
        while low < high and start < stop and a[low] == b[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < stop and a[high - 1] == b[stop - 1]:
            high, stop = high - 1, stop - 1
            found.append((high, stop))
        if low == high or start == stop or max(len(a), len(b)) > most or depth > _DEPTH:
            continue
        anchors = _anchors(a[low:high], b[start:stop])
        if not anchors:
            found += [(low + i, start + j) for i, j in _small(a[low:high], b[start:stop])]
            continue
        edges = [(low + i, start + j) for i, j in anchors]
        found += edges
        for (i, j), (k, m) in zip([(low - 1, start - 1), *edges], [*edges, (high, stop)], strict=True):
            stack.append((i + 1, k, j + 1, m, depth + 1))
    return sorted(found)


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> Pairs:
    """Return the longest rising series of elements that occur once on each side."""
    once_a, once_b = Counter(a), Counter(b)
    where = {item: j for j, item in enumerate(b) if once_b[item] == 1}
    common = [(i, where[item]) for i, item in enumerate(a) if once_a[item] == 1 and item in where]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_i, j) in enumerate(common):
        length = bisect_left(tails, j)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [number]
    series: Pairs = []
    number = ends[-1] if ends else -1
    while number >= 0:
        series.append(common[number])
        number = before[number]
    return series[::-1]


def _small(a: Sequence[Hashable], b: Sequence[Hashable]) -> Pairs:
    counts = Counter(b)
    if max(len(a), len(b)) > _LONG or sum(counts[item] for item in a) > _EQUALS:
        return []
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [(i + k, j + k) for i, j, size in blocks for k in range(size)]


def pairs(rows: int, columns: int, alike: Callable[[int, int], float]) -> Pairs:
    """Return the rising index pairs with the greatest sum of ``alike`` (0: never together).

    A large field is halved on both sides first, so that the pairs weighed grow with its length only.
    """
    cells = _CELLS if max(rows, columns) <= _LONG else _CELLS_OF_LONG
    spans = [(0, rows, 0, columns)]
    found: Pairs = []
    while spans:
        i, k, j, m = spans.pop()
        if (k - i) * (m - j) <= cells:
            found += _weighed(i, k, j, m, alike)
        elif min(k - i, m - j) < 2:
            found += _weighed(i, min(k, i + cells), j, min(m, j + cells), alike)
        else:
            half_i, half_j = (i + k) // 2, (j + m) // 2
            spans += [(half_i, k, half_j, m), (i, half_i, j, half_j)]
    return found


def _weighed(first: int, last: int, start: int, stop: int, alike: Callable[[int, int], float]) -> Pairs:
    rows, columns = last - first, stop - start
    best = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    shares = [[alike(i, j) for j in range(start, stop)] for i in range(first, last)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            joined = best[i + 1][j + 1] + shares[i][j]
            best[i][j] = max(joined, best[i + 1][j], best[i][j + 1])
    found: Pairs = []
    i = j = 0
    while i < rows and j < columns:
        if shares[i][j] and best[i][j] == best[i + 1][j + 1] + shares[i][j]:
            found.append((first + i, start + j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found
