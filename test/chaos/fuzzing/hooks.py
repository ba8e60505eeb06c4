"""Extensions of Schemathesis for this API: existing ids, text formats, and a check of how requests are refused."""
import json
import os
import random
import re

import schemathesis
from hypothesis import strategies as st

KNOWN = json.loads(os.environ["FUZZ_IDS"])
UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.I)

visible = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Z"]), min_size=1, max_size=1)
tail = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
schemathesis.openapi.format("text", st.tuples(visible, tail).map("".join))
schemathesis.openapi.format("any-text", st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300))


# Beginnings of error messages about what JSON Schema can express. Rules across fields, and formats with a grammar of their
# own (RE2, time zones), have other messages, because JSON Schema cannot express them.
FORM = re.compile(r"^(Invalid |Too (big|small)|is no field|must not be blank|must not contain U)")


def instead(name, value, chance):
    """Replaces most made-up ids in a value by ids that exist; everything else stays as it is."""
    if isinstance(value, dict):
        return {key: instead(key, each, chance) for key, each in value.items()}
    if isinstance(value, list):
        return [instead(name, each, chance) for each in value]
    if isinstance(value, str) and UUID.match(value) and chance.random() < 0.8:
        return chance.choice(KNOWN["fields"].get(name) or KNOWN["all"])
    return value


def chance_for(*parts):
    return random.Random(json.dumps(parts, default=str, sort_keys=True))


@schemathesis.hook
def before_call(context, case, kwargs):
    # In the stateful phase, a call uses the ids that earlier calls returned.
    if case.meta is not None and case.meta.phase.name.value == "stateful":
        return
    path = case.path
    chance = chance_for(path, case.path_parameters, case.query, case.body if isinstance(case.body, (dict, list)) else None)
    if isinstance(case.path_parameters, dict):
        for name, value in list(case.path_parameters.items()):
            if isinstance(value, str) and UUID.match(value) and chance.random() < 0.8:
                lists = [ids for prefix, ids in KNOWN["paths"].items() if path.startswith(f"/api/v1{prefix}")]
                case.path_parameters[name] = chance.choice((lists[0] if lists and name == "id" else None) or KNOWN["fields"].get(name) or KNOWN["all"])
    if isinstance(case.body, (dict, list)):
        case.body = instead("", case.body, chance)
    if isinstance(case.query, dict):
        case.query = instead("", case.query, chance)


@schemathesis.check
def refuses_as_documented(ctx, response, case):
    """Every refusal is problem details and names the field; what the document allows is not refused for its form."""
    if response.status_code < 400:
        return
    assert response.headers["content-type"][0] == "application/problem+json; charset=utf-8", "a problem that is none"
    body = response.json()
    assert {"type", "title", "status", "code", "requestId"} <= set(body), f"a problem without something: {sorted(body)}"
    assert body["status"] == response.status_code
    if body["code"] != "invalid_request" or response.status_code != 400:
        return
    assert body.get("field"), "a wrong request without its field"
    # Only validation against the schema fills `errors`; a refusal that depends on the database has none.
    if case.meta is not None and case.meta.generation.mode.is_positive:
        form = [each for each in body.get("errors", []) if FORM.match(each["message"])]
        assert not form, f"refused for its form, which the document allows: {form[:3]}"
