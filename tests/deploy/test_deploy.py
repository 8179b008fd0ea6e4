"""What is under deploy/ names what there is: commands, settings, files, ports, the version; and the units are sound."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main
import yaml

import daoan
from daoan.cli import app
from daoan.config import SETTINGS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
IMAGE = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
OURS = {"DAOAN_HOSTNAME", "DAOAN_IMAGE", "DAOAN_POSTGRES_IMAGE", "DAOAN_PROXY_IMAGE"}  # of the compose file itself


def require_command(words: list[str]) -> None:
    """Fails where the command line has no such command, or the command no such option."""
    command = typer.main.get_command(app)
    assert words[0] in command.commands, words  # type: ignore[attr-defined]
    options = {o for p in command.commands[words[0]].params for o in p.opts}  # type: ignore[attr-defined]
    assert {w for w in words[1:] if w.startswith("--")} <= options, words


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.stem)
def test_units_run_commands_that_there_are(unit: Path) -> None:
    found = re.findall(r"/bin/daoan ([^'\n]+)", unit.read_text(encoding="utf-8"))
    assert found
    require_command(found[0].replace('"', "").split())


def test_services_of_ours_run_commands_that_there_are() -> None:
    ours = {name: s for name, s in COMPOSE["services"].items() if str(s["image"]).startswith("${DAOAN_IMAGE")}
    assert set(ours) == {"daoan", "loop", "backup", "drill"}
    for service in ours.values():
        words = " ".join(service["command"]).removeprefix("exec daoan ").split()
        require_command(words)
    require_command(re.search(r'CMD \["(\w+)"\]\s*$', IMAGE).groups())  # type: ignore[union-attr, arg-type]


def test_every_setting_named_is_one() -> None:
    known = {s.environment for s in SETTINGS} | {"DAOAN_PASSPHRASE"} | OURS
    for path in (p for p in DEPLOY.rglob("*") if p.is_file() and "secrets/" not in p.as_posix()):
        named = set(re.findall(r"\bDAOAN_[A-Z_]+\b", path.read_text(encoding="utf-8")))
        assert named <= known, (path.name, named - known)


def test_version_port_and_python_are_those_of_the_project() -> None:
    assert f"ARG VERSION={daoan.__version__}\n" in IMAGE
    assert COMPOSE["x-daoan"]["image"] == f"${{DAOAN_IMAGE:-daoan:{daoan.__version__}}}"
    port = COMPOSE["x-daoan"]["environment"]["DAOAN_PORT"]
    assert port == next(s.default for s in SETTINGS if s.name == "port")
    assert f"reverse_proxy 127.0.0.1:{port}" in (DEPLOY / "compose" / "Caddyfile").read_text(encoding="utf-8")
    least = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert least
    assert f"ARG BASE=python:{least[1]}-" in IMAGE


def test_the_image_takes_files_that_there_are_and_no_secret() -> None:
    taken = [w for line in re.findall(r"^COPY (?!--from)(.+)$", IMAGE, re.M) for w in line.split()[:-1]]
    assert taken
    assert all((ROOT / name).exists() for name in taken)
    left = (ROOT / ".containerignore").read_text(encoding="utf-8")
    assert left == (ROOT / ".dockerignore").read_text(encoding="utf-8")
    assert {".daoan", "**/secrets", ".git", ".venv"} <= set(left.split())
    assert "USER 10001:10001" in IMAGE
    assert "HEALTHCHECK" in IMAGE


def test_services_are_confined_and_watched() -> None:
    for name, service in COMPOSE["services"].items():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["logging"]["options"]["max-size"], name
        by_hand = "by-hand" in service.get("profiles", [])
        assert by_hand or (service["healthcheck"]["test"] and service["restart"] == "unless-stopped"), name
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        named = [v.split(":")[0] for v in service.get("volumes", []) if not v.startswith("./")]
        assert set(named) <= set(COMPOSE["volumes"]), name
    assert COMPOSE["services"]["proxy"]["network_mode"] == "service:daoan"  # the server answers on loopback only
    assert COMPOSE["networks"]["inside"]["internal"]
    assert "ports" not in COMPOSE["services"]["database"]


def test_secrets_are_files_that_the_script_draws() -> None:
    script = (DEPLOY / "compose" / "secrets.sh").read_text(encoding="utf-8")
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].removeprefix("./") in script


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here: units are not verified")
def test_units_are_sound_and_confined(tmp_path: Path) -> None:
    program = tmp_path / "daoan"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for path in (DEPLOY / "systemd").glob("daoan*.[st]*"):
        text = path.read_text(encoding="utf-8").replace("/opt/daoan/.venv/bin/daoan", str(program))
        (tmp_path / path.name).write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.M), encoding="utf-8")
    files = sorted(p for p in tmp_path.iterdir() if p.suffix in (".service", ".timer"))
    said = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (said.returncode, [line for line in said.stderr.splitlines() if str(tmp_path) in line]) == (0, [])
    for service in (p for p in files if p.suffix == ".service"):
        call = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", service]  # 2.0 of 10, in tenths
        assert subprocess.run(call, capture_output=True, check=False).returncode == 0, service.name
        assert service.suffix == ".timer" or service.with_suffix(".timer").exists() or service.stem == "daoan"
