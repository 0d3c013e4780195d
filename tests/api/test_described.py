"""The description is kept: calls made from it by Schemathesis are answered as it says, whatever they send."""

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import checks
from schemathesis.core.failures import FailureGroup

from tests.api.kit import Caller, issue_fields
from tests.factories import make_person

EXAMPLES = 12
NOT_OURS = ("positive_data_acceptance", "use_after_free", "ensure_resource_availability")
"""A well-formed call may be refused by the procedure; nothing is deleted or has to be there at once."""


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_calls_made_from_the_description_are_answered_as_it_says(app, mode):
    with app.app_context():
        member = make_person(roles=("council", "secretariat", "council-chair", "moderator"))
        caller = Caller(app, member)
    caller.post("/issues", issue_fields())
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    schema.config.checks.negative_data_rejection.expected_statuses.append("414")  # what is wrong may be long as well
    excluded = [check for check in checks.CHECKS.get_all() if getattr(check, "__name__", "") in NOT_OURS]
    headers, problems = caller.headers | {"Accept-Encoding": "identity"}, []
    for found in schema.get_all_operations():
        operation = found.ok()
        strategy = operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode))

        @given(case=strategy)
        @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
        def calls(case):
            assume([] not in (case.query or {}).values())  # it has no place in an address: what is sent is not wrong
            if "ref" in (case.path_parameters or {}):
                case.path_parameters["ref"] = "1"
            case.call_and_validate(headers=headers, excluded_checks=excluded)

        try:
            calls()
        except Unsatisfiable:  # nothing in it can be wrong: its one parameter is any text
            continue
        except (Exception, FailureGroup) as error:  # all operations are tried, then all failures are told
            problems.append(f"{operation.label}: {error}")
    assert not problems, "\n\n".join(problems)
