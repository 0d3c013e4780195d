"""Pages as text: what stands side by side on a page stays apart, and what is hidden stays out."""

from igtf.core.page.textpage import as_text


def text(main: str) -> str:
    return as_text(f"<nav><a>Menu</a><a>More</a></nav><main>{main}</main><footer>Foot</footer>").strip()


def test_neighbours_are_kept_apart() -> None:
    assert text("<p><b>Call 9</b><span>Group last call</span></p>") == "Call 9 · Group last call"


def test_cells_are_kept_apart_and_rows_are_lines() -> None:
    table = "<table><tr><th>Group</th><th>People</th></tr> <tr> <td>Government</td><td>3</td></tr></table>"
    assert text(table) == "Group | People\nGovernment | 3"


def test_a_list_is_one_item_a_line() -> None:
    assert text("<ul><li>One</li><li><p>Two</p></li></ul>") == "* One\n* Two"


def test_facts_have_their_value_behind_them() -> None:
    assert text("<dl><dt>Kind</dt><dd>Poll</dd><dt>Closes</dt><dd>Friday</dd></dl>") == "Kind: Poll\nCloses: Friday"


def test_a_link_has_its_address_and_what_is_hidden_is_left_out() -> None:
    assert text('<p><a href="/issues/4">Issue</a> <span aria-hidden="true">x<br>y</span></p>') == "Issue </issues/4>"


def test_a_table_begins_at_its_line_however_much_space_is_before_it() -> None:
    rows = "<thead> <tr> <th>Group</th><th>All</th></tr></thead>"
    for deep in range(6):
        table = "<div>\n " * deep + f"<table>\n <caption></caption>\n {rows}</table>" + "</div>" * deep
        assert text(f"<p>So:</p>\n {table}") == "So:\n\nGroup | All"


def test_a_picture_is_told_by_its_label() -> None:
    strip = '<svg role="img" aria-label="Support 3"><text>S 3</text></svg>\n<span>3 people</span>'
    assert text(f"<ul><li><b>Government</b>{strip}</li></ul>") == "* Government · Support 3 · 3 people"
    seats = '<ul data-quiet aria-label="Yes 18, Vacant 4"><li>Y</li><li>–</li></ul><span>18 of 18</span>'
    assert text(f"<ul><li><b>Government</b>{seats}</li></ul>") == "* Government · Yes 18, Vacant 4 · 18 of 18"


def test_what_is_empty_has_no_separator() -> None:
    assert text("<p><b>Private sector</b><span></span></p>") == "Private sector"


def test_preformatted_text_keeps_its_lines_and_spaces() -> None:
    code = "<pre><code>def f():\n    return  1\n\n\n\nend   x</code></pre>"
    assert text(f"<p>So:</p>\n{code}\n<p>Then.</p>") == "So:\n\ndef f():\n    return  1\n\n\n\nend   x\n\nThen."
    assert text(f"<ul><li>{code}</li></ul>").startswith("* def f():\n    return  1")


def test_a_counted_list_has_the_numbers_that_a_page_shows() -> None:
    counted = "<ol><li>One</li><li><p>Two</p><ul><li>deep</li></ul></li><li></li></ol><p>12.</p>"
    assert text(counted) == "1. One\n2. Two\n\n* deep\n\n12."
    assert text('<ol start="7"><li>Seven<li>Eight</ol>') == "7. Seven\n8. Eight"
    assert text('<ol class="rows"><li>A</li><li></li><li>B</li></ol>') == "* A\n* B"


def test_each_line_of_a_quote_is_marked() -> None:
    quote = "<blockquote><p>One<br>two</p><blockquote><p>Deep</p></blockquote><pre>a\n  b</pre></blockquote>"
    assert text(f"<p>They say:</p>{quote}<p>No.</p>") == (
        "They say:\n\n> One\n> two\n>\n> > Deep\n>\n> a\n>   b\n\nNo."
    )  # fmt: skip


def test_every_heading_stands_alone() -> None:
    assert text("<h4>Four</h4><h5>Five</h5><h6>Six</h6><h2></h2>On") == "#### Four\n\n##### Five\n\n###### Six\n\nOn"
