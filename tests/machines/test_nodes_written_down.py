"""Configurations of nodes: readable by their owner only, whole, and an odd number of them."""

import stat
import subprocess
import sys

from tests.machines.cluster_given import ROOT


def test_nodes_are_written_down_for_their_owner_only(tmp_path) -> None:
    script = [sys.executable, str(ROOT / "scripts" / "jetstream.py"), str(tmp_path)]
    subprocess.run([*script, "a", "b", "c:5222", "--tls", "/etc/log"], check=True, capture_output=True)
    content = (tmp_path / "node-3.conf").read_text()
    assert content.count("{") == content.count("}")
    assert "listen: c:5222" in content
    assert "listen: c:7222" in content
    assert "@a:6222" in content
    assert "sync_interval: always" in content
    assert content.count('"/etc/log/key.pem"') == 2
    assert stat.S_IMODE((tmp_path / "node-3.conf").stat().st_mode) == 0o600
    two = subprocess.run([*script, "a", "b"], capture_output=True, text=True, check=False)
    assert two.returncode == 2
    assert "odd number" in two.stderr
