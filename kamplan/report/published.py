"""What publishing a plan came to."""

from kamplan.report.documents import Document, conflict_list
from kamplan.whatif.figures import Solved

PUBLISH = "kamplan.publish/1"


def publish_document(solved: Solved, changed: int, version: int) -> Document:
    """The plan that is published now: its worth, and how many published values changed."""
    result, evaluation = solved.result, solved.result.evaluation
    return {
        "schema": PUBLISH,
        "plan": solved.plan.settings.name,
        "scenario": solved.scenario,
        "status": result.status,
        "objective": result.objective,
        "contribution": None if evaluation is None else evaluation.contribution,
        "changed": changed,
        "version": version,
        "problems": conflict_list(result),
    }
