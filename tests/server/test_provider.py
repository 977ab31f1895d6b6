"""Signing in by OpenID Connect, at a real provider that can be told to lie."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from server.accounts import People
from server.commands.people import carry_out
from server.control import SetOrgcode
from server.store.accounts import COACH, COORDINATOR
from tests.people import closed, invited, people_of, signed_in, site_of
from tests.provider import SignInProvider
from tests.running import Page, Running

NUMBER = "85073003328"


@pytest.fixture(scope="module")
def provider() -> Iterator[SignInProvider]:
    with SignInProvider() as one:
        yield one


@pytest.fixture
def served(tmp_path: Path, provider: SignInProvider) -> Iterator[Running]:
    """With the profile of ACM/IDM, and one municipality that is known there."""
    with Running.start(tmp_path, oidc=provider.settings()) as running:
        people: People = people_of(site_of(running))
        asyncio.run(people.municipalities.named("Lindervoorde"))
        carry_out(running.settings, SetOrgcode("lindervoorde", "0207.532.641"))
        yield running


def refused(page: Page, code: str) -> bool:
    return page.status >= 400 and f'data-code="{code}"' in page.text


# As ACM/IDM describes people


@pytest.mark.parametrize("in_userinfo", [False, True], ids=["in the token", "in userinfo"])
def test_S21_staff_of_the_coaches_is_a_coach_and_staff_of_a_municipality_its_coordinator(
    served: Running, provider: SignInProvider, in_userinfo: bool
) -> None:
    site = site_of(served)
    for who, function in (("nele", COACH), ("omar", COORDINATOR)):
        provider.told(served, who, inUserinfo=in_userinfo)
        visitor = served.visitor()
        page = provider.walk(visitor, "?to=/sign-ins")
        assert (page.status, page.location) == (303, "/sign-ins"), page.text
        account = asyncio.run(site.accounts.by_subject(provider.issuer, who))
        assert account is not None
        assert account.function == function
        assert account.email is None
        shown = visitor.get("/sign-ins").text
        assert account.name in shown
        assert ("Lindervoorde" in shown) == (function == COORDINATOR)
    # Who comes again is the same person, and no second account.
    provider.walk(served.visitor())
    assert len(asyncio.run(site.accounts.all())) == 2


@pytest.mark.parametrize(
    ("who", "code"),
    [("lien", "sign_in_no_municipality"), ("bert", "sign_in_no_rights"),
     ("faker", "sign_in_no_rights")],
)  # fmt: skip
def test_S21_who_has_no_place_here_is_told_whom_to_ask(
    served: Running, provider: SignInProvider, who: str, code: str
) -> None:
    provider.told(served, who)
    visitor = served.visitor()
    page = provider.walk(visitor)
    assert refused(page, code)
    assert served.settings.contact in page.text
    assert visitor.get("/sign-ins").status == 303
    assert asyncio.run(site_of(served).accounts.all()) == ()


def test_S21_a_closed_account_is_not_opened_by_the_provider(
    served: Running, provider: SignInProvider
) -> None:
    provider.told(served, "nele")
    provider.walk(served.visitor())
    site = site_of(served)
    account = asyncio.run(site.accounts.by_subject(provider.issuer, "nele"))
    assert account is not None
    assert asyncio.run(site.accounts.close(account.id, site.clock()))
    assert refused(provider.walk(served.visitor()), "sign_in_closed")


# As any provider describes people


def test_S21_elsewhere_the_first_time_an_invited_address_says_who_one_is(
    tmp_path: Path, provider: SignInProvider
) -> None:
    with Running.start(tmp_path, oidc=provider.settings("generic")) as running:
        provider.told(running, "nele")
        assert refused(provider.walk(running.visitor()), "sign_in_no_rights")
        invited(running, "nele@demos.example")
        # An address that the provider did not verify is nobody's.
        provider.told(running, "bert")
        assert refused(provider.walk(running.visitor()), "sign_in_no_rights")
        provider.told(running, "nele")
        assert provider.walk(running.visitor()).status == 303
        # Nor does it let in another person who has it later.
        provider.told(running, "faker")
        assert refused(provider.walk(running.visitor()), "sign_in_no_rights")
        closed(running, "nele@demos.example")
        provider.told(running, "nele")
        assert refused(provider.walk(running.visitor()), "sign_in_closed")


# What is not believed


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of another visit"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else", "others"]},
        {"iss": "https://elsewhere.example"},
        {"late": 3600},
        {"late": 61},
        {"exp": None},
        {"sub": None},
        {"azp": "somebody-else"},
        {"at_hash": "of-another-token"},
        {"alg": "none"},
        {"alg": "HS256"},
        {"key": "stolen"},
    ],
    ids=str,
)
def test_S21_a_token_that_does_not_hold_signs_nobody_in(
    served: Running, provider: SignInProvider, lie: dict[str, object]
) -> None:
    provider.told(served, "nele", lie=lie)
    visitor = served.visitor()
    assert refused(provider.walk(visitor), "sign_in_refused")
    assert visitor.get("/sign-ins").status == 303
    # The same person with a token that holds is let in.
    provider.told(served, "nele")
    assert provider.walk(visitor).status == 303


def test_clocks_may_differ_by_less_than_a_minute(served: Running, provider: SignInProvider) -> None:
    provider.told(served, "nele", lie={"late": 20})
    assert provider.walk(served.visitor()).status == 303


def test_S21_one_who_comes_back_twice_or_elsewhere_is_not_signed_in(
    served: Running, provider: SignInProvider
) -> None:
    provider.told(served, "nele")
    visitor, thief = served.visitor(), served.visitor()
    path = provider.back(visitor)
    # In a browser that did not leave from here, the answer is nobody's.
    thief.get("/sign-in/provider")
    assert refused(thief.get(path), "sign_in_over")
    assert refused(served.visitor().get(path), "sign_in_over")
    assert visitor.get(path).status == 303
    assert refused(visitor.get(path), "sign_in_over")
    altered = path.replace("state=", "state=x")
    assert refused(thief.get(altered), "sign_in_over")
    assert refused(thief.get("/sign-in/provider/return"), "sign_in_over")


def test_S21_a_no_and_a_code_of_another_visit_are_refused(
    served: Running, provider: SignInProvider
) -> None:
    provider.told(served, "nele")
    first, second = served.visitor(), served.visitor()
    mine = parse_qs(urlsplit(provider.back(first)).query)
    path = provider.back(second)
    theirs = parse_qs(urlsplit(path).query)
    # Another's code with one's own state: it was asked for with another verifier.
    swapped = path.replace(theirs["code"][0], mine["code"][0])
    assert refused(second.get(swapped), "sign_in_refused")
    leaving = urlsplit(first.get("/sign-in/provider").location)
    asked = parse_qs(leaving.query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid profile vo"]
    no = first.get(f"/sign-in/provider/return?error=access_denied&state={asked['state'][0]}")
    assert refused(no, "sign_in_refused")
    wrong = parse_qs(urlsplit(first.get("/sign-in/provider").location).query)["state"][0]
    other = first.get(f"/sign-in/provider/return?code=x&iss=https://e.example&state={wrong}")
    assert refused(other, "sign_in_refused")


def test_a_provider_that_is_away_says_so_and_keeps_nobody_out(
    served: Running, provider: SignInProvider
) -> None:
    provider.told(served, "nele", down=True)
    page = served.visitor().get("/sign-in/provider")
    assert refused(page, "sign_in_away")
    assert page.headers["retry-after"] == "30"
    # It goes away while one is there: that visit is over, and the next one works.
    provider.told(served, "nele")
    visitor = served.visitor()
    path = provider.back(visitor)
    provider.told(served, "nele", down=True)
    assert refused(visitor.get(path), "sign_in_away")
    provider.told(served, "nele")
    assert provider.walk(visitor).status == 303
    # A link works whatever the provider does.
    provider.told(served, "nele", down=True)
    assert signed_in(served, "els@demos.example").get("/sign-ins").status == 200


# The national number


@pytest.mark.parametrize("in_userinfo", [False, True], ids=["in the token", "in userinfo"])
def test_S21_a_national_number_that_is_given_all_the_same_is_kept_nowhere(
    served: Running,
    provider: SignInProvider,
    in_userinfo: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.told(served, "nele", withNumber=True, inUserinfo=in_userinfo)
    visitor = served.visitor()
    assert provider.walk(visitor).status == 303
    assert visitor.get("/sign-ins").status == 200
    left = b"".join(
        path.read_bytes() for path in (served.settings.data).iterdir() if path.is_file()
    )
    assert b"Nele Claes" in left
    assert NUMBER.encode() not in left
    assert NUMBER not in caplog.text
    # The token names it, so it is not kept for signing out there; one goes there without.
    out = visitor.post("/sign-out", {}).text
    assert ("id_token_hint" in out) == in_userinfo


# Signing out


def test_signing_out_is_here_first_and_then_there(
    served: Running, provider: SignInProvider
) -> None:
    provider.told(served, "nele")
    visitor = served.visitor()
    provider.walk(visitor)
    page = visitor.post("/sign-out", {})
    assert page.status == 200
    assert visitor.get("/sign-ins").status == 303
    there = page.text.split('http-equiv="refresh" content="0;url=')[1].split('"')[0]
    there = there.replace("&amp;", "&")
    assert there.startswith(provider.issuer)
    answer = httpx.get(there)
    # The provider believes the hint, and goes on to end what it has.
    assert answer.status_code == 200
    assert f"{provider.issuer}/session/end/confirm" in answer.text
    back = parse_qs(urlsplit(there).query)["post_logout_redirect_uri"]
    assert back == [f"{served.url}/signed-out"]
    # With the provider away, one is signed out here all the same.
    provider.walk(visitor)
    provider.told(served, "nele", down=True)
    visitor.post("/sign-out", {})
    assert visitor.get("/sign-ins").status == 303
