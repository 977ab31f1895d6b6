"""The figures: what they are called, what each says is normal, and that none names anyone."""

import re
from time import monotonic

from prometheus_client.parser import text_string_to_metric_families

from server import metrics
from tests.running import Running
from tests.talking import Talker

LABELS = {"outcome", "why", "reason", "le"}


def test_each_figure_says_what_is_normal() -> None:
    families = list(metrics.REGISTRY.collect())
    assert len(families) > 10
    for family in families:
        assert family.name.startswith("doorstart_")
        assert len(family.documentation.split(". ")) >= 2, family.name


def test_the_figures_are_read_as_prometheus_reads_them(app_server: Running) -> None:
    page = app_server.visitor().get("/metrics")
    assert page.headers["content-type"] == metrics.CONTENT_TYPE
    figures = {family.name: family for family in text_string_to_metric_families(page.text)}
    assert figures["doorstart_log_up"].samples[0].value == 1
    assert figures["doorstart_bus_up"].samples[0].value == 1
    assert figures["doorstart_memory_bytes"].samples[0].value > 10_000_000
    outcomes = {sample.labels["outcome"] for sample in figures["doorstart_commands"].samples}
    assert outcomes >= {"saved", "refused", "given_back"}


def figure(running: Running, name: str, **labels: str) -> float:
    families = text_string_to_metric_families(running.visitor().get("/metrics").text)
    found = [
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    ]
    assert len(found) == 1, name
    return found[0]


def test_the_figures_move_with_what_happens(app_server: Running) -> None:
    commits = figure(app_server, "doorstart_commit_seconds_count")
    saved = figure(app_server, "doorstart_commands_total", outcome="saved")
    refused = figure(app_server, "doorstart_commands_total", outcome="refused")
    made = app_server.session()
    visitor = app_server.visitor()
    talker = Talker(visitor, visitor.open(made.lead))
    talker.open_phase("post")
    assert talker.ask("OpenPhase", phase="nothing")["t"] == "no"
    assert figure(app_server, "doorstart_commands_total", outcome="saved") == saved + 1
    # What was refused is kept too, for who asks it again.
    assert figure(app_server, "doorstart_commit_seconds_count") == commits + 2
    assert figure(app_server, "doorstart_commands_total", outcome="refused") == refused + 1
    # The hub counts each second, which it does when it tells who is there.
    deadline = monotonic() + 60
    while figure(app_server, "doorstart_connections") != 1:
        assert monotonic() < deadline
    assert figure(app_server, "doorstart_rooms") == 1
    talker.close()


def test_S17_no_figure_names_a_board_a_seat_a_path_or_a_person(app_server: Running) -> None:
    made = app_server.session(title="Geheim")
    visitor = app_server.visitor()
    path = visitor.join(made.code, "Mieke")
    visitor.get(path)
    told = visitor.get("/metrics").text
    for secret in (made.board, made.code, made.trajectory, "Geheim", "Mieke", path):
        assert secret not in told
    assert set(re.findall(r'[{,]([a-z_]+)="', told)) <= LABELS
