"""What can be checked of the pages about servers without a server."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from hesskit.course.lessons.lessons import all_lessons

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "docs" / "hub"
# from the chart's own values.yaml; `hub.config` passes anything on to JupyterHub
KNOWN = {
    "singleuser": {"image", "defaultUrl", "cpu", "memory", "storage", "extraEnv"},
    "singleuser.image": {"name", "tag"},
    "singleuser.cpu": {"guarantee", "limit"},
    "singleuser.memory": {"guarantee", "limit"},
    "singleuser.storage": {"capacity"},
    "hub": {"config"},
    "proxy": {"https"},
    "proxy.https": {"enabled", "hosts", "letsencrypt"},
    "proxy.https.letsencrypt": {"contactEmail"},
    "cull": {"enabled", "timeout", "every"},
    "prePuller": {"continuous"},
    "prePuller.continuous": {"enabled"},
}


def unknown(values: dict[str, Any], place: str = "") -> list[str]:
    """The keys that the chart does not know."""
    found = []
    for key, value in values.items():
        here = f"{place}.{key}".lstrip(".")
        if place in KNOWN and key not in KNOWN[place]:
            found.append(here)
        if isinstance(value, dict) and here in KNOWN:
            found += unknown(value, here)
    return found


def test_the_values_hold_no_key_that_the_chart_does_not_know() -> None:
    values = yaml.safe_load((HUB / "values.yaml").read_text("utf-8"))
    assert set(values) <= {key for key in KNOWN if "." not in key}
    assert unknown(values) == []
    assert unknown({"singleuser": {"imgae": {}}}) == ["singleuser.imgae"]


def test_the_values_point_at_what_is_there() -> None:
    values = yaml.safe_load((HUB / "values.yaml").read_text("utf-8"))
    folder = values["singleuser"]["extraEnv"]["JUPYTER_CONFIG_PATH"]
    assert folder.startswith("/srv/hesskit/")
    assert (
        ROOT / folder.removeprefix("/srv/hesskit/") / "jupyter_server_config.d" / "hesskit.json"
    ).is_file()
    assert "--target-repo-dir /srv/hesskit" in (HUB / "README.md").read_text("utf-8")


def test_every_lesson_has_its_link() -> None:
    links = re.findall(r"`(https://HUB/\S+)`", (HUB / "README.md").read_text("utf-8"))
    opened = []
    for link in links:
        address = urlsplit(link)
        assert address.path == "/hub/user-redirect/git-pull"
        query = {name: value for name, (value,) in parse_qs(address.query).items()}
        assert query["repo"] == "https://REPOSITORY"
        opened.append(query["urlpath"].removeprefix(f"lab/tree/{query['targetPath']}/notebooks/"))
    assert opened == [lesson.name for lesson in all_lessons()]


def test_the_workflow_builds_the_public_site_and_deploys_it() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    commands = " ".join(step.get("run", "") for step in steps)
    assert "hesskit site -o" in commands
    assert "--offline" not in commands
    assert [step["uses"].split("@")[0] for step in steps if "uses" in step] == [
        "actions/checkout",
        "actions/setup-python",
        "actions/upload-pages-artifact",
        "actions/deploy-pages",
    ]


def test_the_workflow_may_do_no_more_than_it_must() -> None:
    """What runs the course's code can read it and no more; what deploys runs none of it."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8"))
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert jobs["build"]["steps"][0]["with"] == {"persist-credentials": False}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert not [step for step in jobs["deploy"]["steps"] if "run" in step]
