"""Page and workbook show the numbers of the JSON documents."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import document
from tests.report.written import Page, report, sheet_rows, small_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_plan(tmp_path_factory.mktemp("tiny") / "tiny")


@pytest.fixture(scope="module")
def written(folder: Path) -> tuple[Page, Path]:
    page, book = folder.parent / "tiny.html", folder.parent / "tiny.xlsx"
    report(folder, "--out", page, "--out", book)
    return Page.read(page), book


@pytest.fixture(scope="module")
def compared(folder: Path) -> dict[str, Any]:
    return document("compare", folder)


@pytest.fixture(scope="module")
def solved(folder: Path) -> dict[str, Any]:
    return document("solve", folder)


def near(rows: list[tuple[Any, ...]]) -> list[Any]:
    return [tuple(pytest.approx(c, rel=1e-9, abs=1e-9) if isinstance(c, float) else c for c in row)
            for row in rows]  # fmt: skip


def test_figures_are_those_of_compare(written: tuple[Page, Path], compared: dict[str, Any]) -> None:
    page, book = written
    names = ["contribution", "promotion spend", "fill rate", "units sold"]
    keys = ["contribution", "promo_spend", "fill_rate", "units_sold"]
    on_page = {row[0]: row[1:] for row in page.rows("Figures")}
    in_book = {row[0]: row[1:] for row in sheet_rows(book, "summary")}
    delta = {each["scenario"]: {f["name"]: f for f in each["figures"] if not f["group"]}
             for each in compared["delta"]}  # fmt: skip
    for name, key in zip(names, keys, strict=True):
        first = delta["short"][key]["before"]
        wanted = [first]
        for scenario in ("poorer", "short"):
            wanted += [delta[scenario][key]["after"], delta[scenario][key]["change"]]
        assert [float(cell) for cell in on_page[name]] == pytest.approx(wanted, abs=1e-9)
        assert [float(str(cell)) for cell in in_book[name]] == pytest.approx(wanted, abs=1e-9)


def test_bridges_are_those_of_compare_and_add_up(
    written: tuple[Page, Path], compared: dict[str, Any]
) -> None:
    page, book = written
    for bridge in compared["bridge"]:
        rows = [row for row in page.rows("Bridge by causes") if row[0] == bridge["scenario"]]
        whole = [float(row[2]) for row in rows if not row[3].strip()]
        assert whole[0] == pytest.approx(bridge["before"])
        assert whole[-1] == pytest.approx(bridge["after"])
        assert whole[1:-1] == pytest.approx([step["change"] for step in bridge["steps"]])
        assert sum(whole[:-1]) == pytest.approx(whole[-1])
        cells = [row[2] for row in sheet_rows(book, "bridge") if row[0] == bridge["scenario"]]
        assert cells == pytest.approx([float(row[2]) for row in rows])


def test_inputs_that_differ_are_those_of_compare(
    written: tuple[Page, Path], compared: dict[str, Any]
) -> None:
    page, book = written
    wanted = [
        (c["scenario"], c["table"], " ".join(c["key"]), c["field"], float(c["old"]),
         float(c["new"]))
        for c in compared["inputs_changed"]
    ]  # fmt: skip
    rows = [(*row[:4], float(row[4]), float(row[5])) for row in page.rows("Inputs that differ")]
    assert sorted(rows) == sorted(wanted)
    assert sorted(map(tuple, sheet_rows(book, "changed"))) == sorted(wanted)


def test_spend_visits_and_stock_are_those_of_solve(
    written: tuple[Page, Path], solved: dict[str, Any]
) -> None:
    page, book = written
    spends = sorted((s["account"], s["mechanic"], s["week"], s["spend"])
                    for s in solved["promotion"])  # fmt: skip
    rows = [(r[0], r[2], r[3], float(r[4])) for r in page.rows("Promotion spend")]
    assert sorted(rows) == near(spends)
    assert sorted((r[0], r[2], r[3], r[4]) for r in sheet_rows(book, "spend")) == near(spends)
    visits = sorted((v["account"], v["kind"], v["visits"]) for v in solved["visits"])
    assert sorted((r[0], r[2], r[5]) for r in sheet_rows(book, "visits")) == visits
    stock = sorted((s["account"], s["product"], s["week"], s["rank"], s["shipped"], s["sold"],
                    s["lost"]) for s in solved["stock"])  # fmt: skip
    assert sorted((r[0], *r[2:8]) for r in sheet_rows(book, "stock")) == near(stock)


def test_worths_policies_and_proof(
    written: tuple[Page, Path], solved: dict[str, Any], compared: dict[str, Any]
) -> None:
    page, book = written
    worths = sorted(w["value"] for w in solved["worth"] if w["value"])
    rows = sheet_rows(book, "worth")
    assert sorted(row[1] for row in rows if row[1]) == pytest.approx(worths)
    assert [float(r[2]) for r in page.rows("Against simple policies")] == pytest.approx(
        [policy["gain"] for policy in solved["policies"]]
    )
    proofs = {row[0]: row for row in sheet_rows(book, "proof")}
    for each in compared["scenarios"]:
        objective, contribution, bound, gap = proofs[each["name"]][2:6]
        assert objective == pytest.approx(each["objective"])
        assert contribution == pytest.approx(each["contribution"])
        assert bound == pytest.approx(each["bound"])
        assert gap == pytest.approx(each["gap"], abs=1e-9)
    shown = page.text()
    assert f"{solved['gap']:.4%}" in shown
    assert f"{solved['contribution']:,.0f} EUR" in shown


def test_the_frontier_is_that_of_the_command(written: tuple[Page, Path], folder: Path) -> None:
    page, book = written
    points = document("frontier", folder, "--points", 9)["points"]
    wanted = [(point["amount"], point["contribution"]) for point in points]
    rows = [(float(row[0]), float(row[3])) for row in page.rows("Budget frontier")]
    assert rows == near(wanted)
    assert [(row[0], row[3]) for row in sheet_rows(book, "frontier")] == near(wanted)


def test_points_on_the_curves_are_the_plans(
    written: tuple[Page, Path], solved: dict[str, Any]
) -> None:
    """The uplift of a's display: 0.5 x / (10 + x) at the money of a week."""
    page, _book = written
    rows = [row for row in page.rows("Planned and present points on the curves")
            if row[:3] == ["a", "display", "planned"]]  # fmt: skip
    spends = sorted({s["spend"] for s in solved["promotion"]
                     if (s["account"], s["mechanic"]) == ("a", "display")})  # fmt: skip
    assert [float(row[3]) for row in rows] == pytest.approx(spends)
    assert [float(row[4]) for row in rows] == pytest.approx([0.5 * x / (10 + x) for x in spends])
    visits = [row for row in page.rows("Planned and present points on the curves")
              if row[:3] == ["a", "rep", "present"]]  # fmt: skip
    assert [(float(row[3]), float(row[4])) for row in visits] == [(4.0, 0.0)]


def test_accounts_gain_and_lose_what_compare_says(
    written: tuple[Page, Path], compared: dict[str, Any]
) -> None:
    _page, book = written
    wanted = sorted(
        (each["scenario"], figure["group"].removeprefix("account = "), figure["change"])
        for each in compared["delta"]
        for figure in each["figures"]
        if figure["name"] == "contribution" and figure["group"].startswith("account = ")
    )
    assert sorted(tuple(row[:3]) for row in sheet_rows(book, "accounts")) == near(wanted)
