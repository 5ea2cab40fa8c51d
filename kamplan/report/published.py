"""What publishing a plan came to."""

from kamplan.report.documents import Document
from kamplan.whatif.figures import Solved

PUBLISH = "kamplan.publish/1"


def publish_document(solved: Solved, changed: int, version: int) -> Document:
    """The plan that is published now: its worth, and how many published values changed."""
    result = solved.result
    assert result.evaluation is not None
    return {
        "schema": PUBLISH,
        "plan": solved.plan.settings.name,
        "scenario": solved.scenario,
        "status": result.status,
        "objective": result.objective,
        "contribution": result.evaluation.contribution,
        "changed": changed,
        "version": version,
        "problems": [],
    }
