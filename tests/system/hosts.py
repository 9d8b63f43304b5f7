# SPDX-License-Identifier: Apache-2.0
"""Hosts on this machine: network namespaces on one bridge, each with a host name of its own, that share the file
system, the processors and nothing else that MPI could use. They can lose their network or their power."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

NEEDED = ("ip", "nsenter", "unshare", "mount", "hostname")

# What ssh is between real hosts, for `mpirun --mca plm_rsh_agent`: HOST and words for a shell of that host. If
# the host has lost its power, who has called it is not told.
AGENT = """\
#!/bin/sh
host=$1
shift
{enter} sh -c "$*"
status=$?
while [ -e "{folder}/$host.off" ]; do sleep 0.1; done
exit $status
"""


class CannotMake(Exception):
    """Why there can be no hosts here."""


def _run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        raise CannotMake(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


class Hosts:
    """As many hosts as are asked for, with files in `folder`. Whoever makes them calls remove()."""

    made = 0

    def __init__(self, folder, count):
        missing = [name for name in NEEDED if shutil.which(name) is None]
        if missing:
            raise CannotMake("not installed: " + ", ".join(missing))
        if os.geteuid() != 0:
            raise CannotMake("only root makes network namespaces")
        Hosts.made += 1
        # Names of this process alone: namespaces, and MPI's files in /tmp and /dev/shm.
        prefix = f"entente{os.getpid()}x{Hosts.made}"
        self.folder = folder
        self._hub = f"{prefix}hub"
        self.names = [f"{prefix}{letter}" for letter in "abcdefgh"[:count]]
        self._namespaces = []
        self.agent = folder / "agent.sh"
        try:
            self._remove_abandoned()
            self._make()
        except BaseException:
            self.remove()
            raise

    def address(self, name):
        return f"10.77.0.{self.names.index(name) + 1}"

    def _add(self, namespace):
        _run("ip", "netns", "add", namespace)
        self._namespaces.append(namespace)
        _run("ip", "-n", namespace, "link", "set", "lo", "up")

    def _make(self):
        self._add(self._hub)
        _run("ip", "-n", self._hub, "link", "add", "bridge", "type", "bridge")
        _run("ip", "-n", self._hub, "link", "set", "bridge", "up")
        known = ["127.0.0.1 localhost", *(f"{self.address(name)} {name}" for name in self.names)]
        (self.folder / "hosts").write_text("\n".join(known) + "\n", encoding="utf-8")
        for i, name in enumerate(self.names):
            self._add(name)
            port = f"port{i}"
            _run("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", self._hub)
            _run("ip", "-n", self._hub, "link", "set", port, "master", "bridge", "up")
            _run("ip", "-n", name, "address", "add", f"{self.address(name)}/24", "dev", "eth0")
            _run("ip", "-n", name, "link", "set", "eth0", "up")
            # How long TCP waits for an answer to what it has sent: 13 s, not a quarter of an hour.
            _run(*self.enter(name), "sh", "-c", "echo 5 >/proc/sys/net/ipv4/tcp_retries2")
        enter = " ".join(f"'{word}'" if " " in word else word for word in self.enter('"$host"'))
        self.agent.write_text(AGENT.format(enter=enter, folder=self.folder), encoding="utf-8")
        self.agent.chmod(0o755)
        for name in self.names:
            if (found := _run(*self.enter(name), "hostname").strip()) != name:
                raise CannotMake(f"a host of its own name is called {found}")

    def enter(self, name):
        """What goes before a command that is to run on a host; the process stays the same."""
        script = f'mount --bind {self.folder}/hosts /etc/hosts && hostname "$0" && exec "$@"'
        return ["nsenter", f"--net=/run/netns/{name}", "unshare", "--uts", "--mount", "sh", "-c", script, name]

    def processes(self, name):
        """Of a host."""
        return [int(word) for word in _run("ip", "netns", "pids", name).split()]

    def ranks(self, name):
        """The processes of the ranks on a host, by rank."""
        found = {}
        for process in self.processes(name):
            try:
                program = os.readlink(f"/proc/{process}/exe")
                environment = pathlib.Path(f"/proc/{process}/environ").read_bytes()
            except OSError:  # it has ended meanwhile
                continue
            if rank := re.search(rb"\0(?:OMPI_COMM_WORLD|PMIX)_RANK=(\d+)\0", environment):
                if pathlib.Path(program).name.startswith("entente"):
                    found[int(rank[1])] = process
        return found

    def cut_off(self, name):
        """Its network goes away, and it lives on."""
        (self.folder / f"{name}.off").touch()
        _run("ip", "-n", self._hub, "link", "set", f"port{self.names.index(name)}", "down")

    def turn_off(self, name):
        """Its power goes away: in the middle of what it is doing."""
        self._signal(name, signal.SIGSTOP)
        self.cut_off(name)
        self.kill(name)

    def kill(self, name):
        """All its processes are killed."""
        while self._signal(name, signal.SIGKILL):
            time.sleep(0.01)

    def _signal(self, name, number):
        processes = self.processes(name)
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)
        return processes

    def remove(self):
        """Kills what runs on the hosts, and removes them and what MPI has left of them."""
        for name in self.names:
            (self.folder / f"{name}.off").unlink(missing_ok=True)
        while self._namespaces:
            self._remove(self._namespaces.pop())

    def _remove(self, namespace):
        self.kill(namespace)
        subprocess.run(["ip", "netns", "delete", namespace], check=False)
        of_mpi = pathlib.Path("/tmp").glob(f"ompi.{namespace}.*")
        for left in [*of_mpi, *pathlib.Path("/dev/shm").glob(f"*{namespace}*")]:
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def _remove_abandoned(self):
        """Those of tests that were killed."""
        for line in _run("ip", "netns", "list").splitlines():
            name = re.match(r"entente(\d+)x\w+", line)
            if name and not pathlib.Path("/proc", name[1]).exists():
                with contextlib.suppress(CannotMake):  # others may be at it
                    self._remove(name[0])
