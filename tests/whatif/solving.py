"""The tiny plan with scenarios, solved; figures recomputed from the JSON alone."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kamplan.planning import Source, open_source, solve_scenario
from kamplan.report.documents import dumps, solve_document
from kamplan.whatif.figures import Solved
from tests.plan.folders import write_folder


def source_of(folder: Path, scenarios: Mapping[str, str] | None = None, **files: str) -> Source:
    """The tiny plan with these scenarios; `files` are tables by name."""
    texts: dict[str, str | bytes | None] = {f"{name}.csv": text for name, text in files.items()}
    texts |= {f"scenarios/{name}.toml": text for name, text in (scenarios or {}).items()}
    return open_source(write_folder(folder, texts))


def solve_one(source: Source, name: str = "base") -> Solved:
    """One scenario, which must have a plan."""
    solved = solve_scenario(source, name)
    assert solved.result.status == "optimal", solved.result.conflict
    return solved


def document_of(solved: Solved) -> dict[str, Any]:
    """The JSON that `kamplan solve` prints, as anyone reads it."""
    found: dict[str, Any] = json.loads(dumps(solve_document(solved)))
    return found


def read_rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A table as any CSV reader reads it."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def number(row: Mapping[str, str | None], column: str, empty: float = 0.0) -> float:
    """A cell, `empty` where it says nothing."""
    text = row.get(column) or ""
    return float(text) if text else empty


def net_prices(folder: Path) -> dict[tuple[str, str], float]:
    """price (1 - discount) - deduction retail_price, by account and product."""
    return {
        (account["account"], product["product"]): number(product, "price")
        * (1 - number(account, "discount"))
        - number(account, "deduction") * number(product, "retail_price", number(product, "price"))
        for account in read_rows(folder, "accounts")
        for product in read_rows(folder, "products")
    }


def contribution_of(document: Mapping[str, Any], folder: Path, weeks: list[str]) -> float:
    """The contribution of a plan from the CSV files and the lists of its JSON.

    q sold - spend - visit cost - holding of the stock at each week's end - write-down.
    """
    net = net_prices(folder)
    products = {row["product"]: row for row in read_rows(folder, "products")}
    visit_cost = {
        (row["account"], row["kind"]): number(row, "cost") for row in read_rows(folder, "visits")
    }
    value = -float(sum(entry["spend"] for entry in document["promotion"]))
    value -= sum(
        visit_cost[entry["account"], entry["kind"]] * int(entry["visits"])
        for entry in document["visits"]
    )
    for entry in document["stock"]:
        q = net[entry["account"], entry["product"]] - number(products[entry["product"]], "cost")
        value += q * float(entry["sold"])
    supply = {
        (row["product"], row["week"]): number(row, "units") for row in read_rows(folder, "supply")
    }
    for name, product in products.items():
        stock = supply.get((name, "opening"), 0.0)
        for week in weeks:
            shipped = sum(
                float(entry["shipped"])
                for entry in document["stock"]
                if (entry["product"], entry["week"]) == (name, week)
            )
            stock += supply.get((name, week), 0.0) - shipped
            value -= number(product, "holding_cost") * stock
        cost = number(product, "cost")
        value -= (cost - number(product, "salvage", cost)) * stock
    return value
