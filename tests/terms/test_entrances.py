"""How the console is reached, as settings say it: what is taken, and what is refused before anybody relies on it."""

import pytest

from daoan.config import SETTINGS, read_config
from daoan.terms.entrances import Entrances
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.roles import Role

DIRECTORY = {"DAOAN_DIRECTORY_ISSUER": "https://login.example.org/city", "DAOAN_DIRECTORY_CLIENT": "daoan"}


def entrances(**environment: str) -> Entrances:
    return read_config({}, environment).entrances


def test_nothing_is_set_as_it_ships() -> None:
    assert entrances() == Entrances()


def test_a_directory_as_settings_say() -> None:
    found = entrances(
        **DIRECTORY, DAOAN_DIRECTORY_SECRET="s", DAOAN_DIRECTORY_NAME="Login", DAOAN_DIRECTORY_SCOPES="email"
    )
    directory = found.directory
    assert directory.name == Text("Login", "Login")
    assert directory.scopes == "openid email"
    assert (directory.claim, directory.second_factor) == ("preferred_username", {"mfa"})
    assert (directory.new_unit, directory.new_roles) == ("", ())
    assert entrances(**DIRECTORY).directory.name == Text("City directory", "市统一认证")


def test_the_secret_from_a_file_and_never_shown(tmp_path) -> None:
    path = tmp_path / "secret"
    path.write_text("  very secret\n", encoding="utf-8")
    config = read_config({}, DIRECTORY | {"DAOAN_DIRECTORY_SECRET_FILE": str(path)})
    assert config.entrances.directory.secret == "very secret"
    assert "very secret" not in f"{config!r}{config}"
    with pytest.raises(InputError, match="directory_secret_file"):
        read_config({}, DIRECTORY | {"DAOAN_DIRECTORY_SECRET_FILE": str(tmp_path / "missing")})


def test_people_may_come_by_themselves_but_to_no_high_office() -> None:
    found = entrances(**DIRECTORY, DAOAN_DIRECTORY_NEW_UNIT="city", DAOAN_DIRECTORY_NEW_ROLES="officer visitor")
    assert found.directory.new_roles == (Role.OFFICER, Role.VISITOR)


def test_addresses() -> None:
    found = entrances(DAOAN_ORIGINS="https://Daoan.example.org/ https://b.example.org:8443 http://localhost:9000")
    assert found.origins == ("https://daoan.example.org", "https://b.example.org:8443", "http://localhost:9000")
    assert found.hosts == ("daoan.example.org", "b.example.org", "localhost")


WRONG = [
    ({"DAOAN_ORIGINS": "daoan.example.org"}, "origins"),
    ({"DAOAN_ORIGINS": "http://daoan.example.org"}, "origins"),
    ({"DAOAN_ORIGINS": "https://daoan.example.org/console"}, "origins"),
    ({"DAOAN_ORIGINS": "https://*"}, "origins"),
    ({"DAOAN_ORIGINS": "https://*.example.org"}, "origins"),
    ({"DAOAN_ORIGINS": "https://who@daoan.example.org"}, "origins"),
    ({"DAOAN_PASSKEY_DOMAIN": "Example.org"}, "passkey_domain"),
    ({"DAOAN_PASSKEY_DOMAIN": "https://example.org"}, "passkey_domain"),
    (DIRECTORY | {"DAOAN_DIRECTORY_ISSUER": "http://login.example.org"}, "directory_issuer"),
    (DIRECTORY | {"DAOAN_DIRECTORY_CLIENT": ""}, "directory_client"),
    (DIRECTORY | {"DAOAN_DIRECTORY_NEW_UNIT": "city"}, "both"),
    (DIRECTORY | {"DAOAN_DIRECTORY_NEW_ROLES": "officer"}, "both"),
    (DIRECTORY | {"DAOAN_DIRECTORY_NEW_UNIT": "city", "DAOAN_DIRECTORY_NEW_ROLES": "emperor"}, "emperor"),
    (DIRECTORY | {"DAOAN_DIRECTORY_NEW_UNIT": "city", "DAOAN_DIRECTORY_NEW_ROLES": "administrator"}, "administrator"),
    (DIRECTORY | {"DAOAN_DIRECTORY_NEW_UNIT": "city", "DAOAN_DIRECTORY_NEW_ROLES": "visitor auditor"}, "auditor"),
]


@pytest.mark.parametrize(("environment", "why"), WRONG, ids=lambda v: str(v)[:60])
def test_what_cannot_be_is_refused(environment, why) -> None:
    with pytest.raises(InputError, match=why):
        read_config({}, environment)


def test_every_setting_has_a_name_of_its_own() -> None:
    assert len({s.environment for s in SETTINGS}) == len({s.name for s in SETTINGS}) == len(SETTINGS)
