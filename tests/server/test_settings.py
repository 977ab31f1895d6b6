"""Settings: defaults that work, and all faults at once with a way out."""

from pathlib import Path

import pytest

from server.settings import SettingsFault, from_env


def test_nothing_set_is_a_server_for_one_room() -> None:
    settings = from_env({})
    assert settings.data == Path("data")
    assert settings.port == 8000
    assert settings.public_url == ""
    assert not settings.secure
    assert settings.organisation_name == "Demos"
    assert settings.contact == "lokalenetwerken@demos.be"


def test_what_is_set_is_taken(tmp_path: Path) -> None:
    settings = from_env(
        {
            "DOORSTART_DATA": str(tmp_path),
            "PORT": "80",
            "PUBLIC_URL": "https://Doorstart.example.org/",
            "DOORSTART_SECRET": "x" * 40,
            "TRUSTED_PROXIES": "10.0.0.2, 10.1.0.0/16",
            "METRICS_FROM": "10.2.0.0/16",
            "WEB_CONCURRENCY": "4",
            "DOORSTART_FORMATS": str(tmp_path),
        }
    )
    assert settings.public_url == "https://doorstart.example.org"
    assert settings.secure
    assert settings.trusted_proxies == ("10.0.0.2", "10.1.0.0/16")
    assert settings.metrics_from == ("10.2.0.0/16",)
    assert settings.workers == 4
    assert settings.formats == tmp_path


def test_all_faults_are_told_at_once() -> None:
    wrong = {
        "PORT": "70000",
        "PUBLIC_URL": "doorstart.example.org",
        "DOORSTART_SECRET": "short",
        "TRUSTED_PROXIES": "*",
        "METRICS_FROM": "everywhere",
        "WEB_CONCURRENCY": "0",
        "DOORSTART_FORMATS": "/no/such/folder",
        "DATABASE_URL": "mysql://somewhere/else",
        "REDIS_URL": "http://somewhere",
    }
    with pytest.raises(SettingsFault) as fault:
        from_env(wrong)
    assert len(fault.value.faults) == len(wrong)
    for name in wrong:
        assert sum(line.startswith(name) for line in fault.value.faults) == 1, name


def test_a_secret_is_not_repeated_in_its_fault() -> None:
    with pytest.raises(SettingsFault) as fault:
        from_env({"DOORSTART_SECRET": "hunter2"})
    assert "hunter2" not in str(fault.value)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "https://example.org/path",
        "https://example.org?x=1",
        "https://user:word@example.org",
        "https://example.org:port",
        "https://[::1",
        "https://",
    ],
)
def test_a_public_url_is_a_plain_address(url: str) -> None:
    with pytest.raises(SettingsFault, match="PUBLIC_URL"):
        from_env({"PUBLIC_URL": url})


@pytest.mark.parametrize("port", ["-1", "1.5", "²", "eight"])
def test_a_port_is_a_number(port: str) -> None:
    with pytest.raises(SettingsFault, match="PORT"):
        from_env({"PORT": port})


@pytest.mark.parametrize("day", ["23 november", "2026-13-01", "soon"])
def test_the_day_of_the_statement_is_a_day(day: str) -> None:
    with pytest.raises(SettingsFault, match=f"DOORSTART_ACCESSIBILITY_DATE is '{day}'; it must"):
        from_env({"DOORSTART_ACCESSIBILITY_DATE": day})


@pytest.mark.parametrize("name", ["TRUSTED_PROXIES", "METRICS_FROM"])
@pytest.mark.parametrize("anyone", ["*", "0.0.0.0/0", "10.0.0.2, ::/0"])
def test_S16_nobody_can_trust_everyone(name: str, anyone: str) -> None:
    with pytest.raises(SettingsFault, match=name):
        from_env({name: anyone})


def test_nothing_is_entered_after_the_names_of_a_session_are_gone() -> None:
    given = {"DOORSTART_KEEP_DAYS": "5", "DOORSTART_ENTERING_DAYS": "6"}
    with pytest.raises(SettingsFault, match="DOORSTART_ENTERING_DAYS is 6; it can be at most"):
        from_env(given)
