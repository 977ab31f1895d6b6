"""The settings of a mail server and a provider of sign-ins: what is refused, and how."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from server import outsiders
from server.outside import Oidc
from server.settings import Settings, SettingsFault, from_env
from tests.people import Mailbox
from tests.provider import SignInProvider

GOOD = {
    "OIDC_ISSUER": "https://authenticatie-ti.vlaanderen.be/op",
    "OIDC_CLIENT_ID": "doorstart",
    "OIDC_CLIENT_SECRET": "geheim-van-de-client",
    "OIDC_PROFILE": "acmidm",
    "OIDC_COACH_ORGS": "0123.456.789, ovo001234",
}


def test_all_that_is_said_of_a_provider_is_read() -> None:
    found = from_env(GOOD).oidc
    assert found is not None
    assert found.scopes == ("openid", "profile", "vo")
    assert found.coach_orgs == ("0123456789", "OVO001234")
    generic = from_env(GOOD | {"OIDC_PROFILE": "", "OIDC_COACH_ORGS": ""}).oidc
    assert generic is not None
    assert (generic.profile, generic.scopes) == ("generic", ("openid", "profile", "email"))
    assert from_env({}).oidc is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"OIDC_SCOPES": "openid profile rrn"}, "OIDC_SCOPES has 'rrn', the national number"),
        ({"OIDC_SCOPES": "profile vo"}, "openid must be one of them"),
        ({"OIDC_ISSUER": "http://login.example"}, "OIDC_ISSUER is 'http://login.example'"),
        ({"OIDC_ISSUER": "https://u:p@login.example"}, "must be the https address"),
        ({"OIDC_ISSUER": ""}, "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_COACH_ORGS"),
        ({"OIDC_CLIENT_SECRET": ""}, "set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        ({"OIDC_PROFILE": "acm"}, "must be one of: generic, acmidm"),
        ({"OIDC_COACH_ORGS": ""}, "OIDC_COACH_ORGS names no organisation"),
        ({"OIDC_COACH_ORGS": "een naam!"}, "OIDC_COACH_ORGS has 'EENNAAM!'"),
    ],
)
def test_S21_what_cannot_be_is_refused_at_the_start(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsFault) as fault:
        from_env(GOOD | wrong)
    assert told in str(fault.value)
    assert GOOD["OIDC_CLIENT_SECRET"] not in str(fault.value)


@pytest.mark.parametrize("url", ["smtp://mail.example:25", "smtps://me:secret@mail.example"])
def test_a_mail_server_is_an_address(url: str) -> None:
    settings = from_env({"SMTP_URL": url, "SMTP_FROM": "doorstart@example.org"})
    assert (settings.smtp_url, settings.smtp_from) == (url, "doorstart@example.org")


@pytest.mark.parametrize(
    "wrong",
    [
        {"SMTP_URL": "mail.example"},
        {"SMTP_URL": "http://me:secret@mail.example"},
        {"SMTP_URL": "smtp://mail.example:99999"},
        {"SMTP_URL": "smtp://mail.example/x?password=secret"},
        {"SMTP_FROM": "Doorstart"},
    ],
)
def test_what_is_no_mail_server_is_refused(wrong: dict[str, str]) -> None:
    (name,) = wrong
    with pytest.raises(SettingsFault, match=f"{name} is ") as fault:
        from_env(wrong)
    assert "me:secret" not in str(fault.value)


# Whether they are there


async def test_check_says_whether_the_mail_server_can_be_used(tmp_path: Path) -> None:
    async with Mailbox() as mailbox:
        fine = Settings(data=tmp_path, smtp_url=mailbox.url)
        assert await asyncio.to_thread(outsiders.faults, fine) == []
        # It asks for no password, so it does not take one.
        url = mailbox.url.replace("//", "//nele:een-geheim@")
        (fault,) = await asyncio.to_thread(outsiders.faults, Settings(data=tmp_path, smtp_url=url))
        assert "SMTP_URL cannot be used" in fault
        assert "een-geheim" not in fault
    (fault,) = await asyncio.to_thread(outsiders.faults, fine)
    assert "SMTP_URL cannot be used" in fault
    assert mailbox.mails == []


def test_check_says_whether_the_provider_can_be_used(tmp_path: Path) -> None:
    nowhere = Oidc("http://127.0.0.1:1", "a", "b", ("openid",), "generic")
    (fault,) = outsiders.faults(Settings(data=tmp_path, oidc=nowhere))
    assert "OIDC_ISSUER http://127.0.0.1:1 cannot be used: it cannot be reached" in fault
    with SignInProvider() as provider:
        provider.told("http://127.0.0.1:9", "nele")
        settings = Settings(data=tmp_path, oidc=provider.settings())
        assert outsiders.faults(settings) == []
        # Its own name must be the very same.
        other = msgspec.structs.replace(provider.settings(), issuer=f"{provider.issuer}/")
        (fault,) = outsiders.faults(Settings(data=tmp_path, oidc=other))
        assert "of another issuer" in fault
