# SPDX-License-Identifier: Apache-2.0
"""A Slurm of one node, on this machine, for as long as a test takes: every file below one folder, own
ports, stopped by process id. Or of several nodes, on hosts that this machine stands for (hosts.py)."""

import ctypes
import getpass
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol", "scancel")
CPUS = 16  # as Slurm counts them: jobs of the tests run beside one another on any machine

# Jobs are confined by nothing (task/none): what a job may use, only the environment says.
CONFIGURATION = """\
ClusterName=test
SlurmctldHost={controller}({address})
SlurmctldPort={controller_port}
SlurmdPort={daemon_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge/socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
TmpFS={folder}/tmp/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
SlurmdTimeout={lost_after}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
KillWait={patience}
SlurmdParameters=config_overrides
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 GraceTime=0
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
"""
NODE = "NodeName={name} NodeAddr={address} CPUs={cpus} RealMemory=100000 State=UNKNOWN"


class CannotStart(Exception):
    """Why there is no Slurm here."""


def free_ports(count):
    """Ports of this machine that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def die_with_the_test():
    """Of a process: ends it when its parent has been killed and can no longer do so."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Slurm:
    """A running Slurm. Whoever makes it calls stop(). With `hosts`, the first of them has the controller and the
    others are nodes, of which one is taken for lost when it has been silent for 10 seconds."""

    def __init__(self, hosts=None):
        missing = [name for name in NEEDED if self._path(name) is None]
        if missing:
            raise CannotStart("not installed: " + ", ".join(missing))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="entente-slurm-"))
        self.folder.chmod(0o755)
        self._daemons = []
        self._hosts = hosts
        if hosts:
            self._controller = (hosts.names[0], hosts.address(hosts.names[0]))
            self.nodes = {name: hosts.address(name) for name in hosts.names[1:]}
        else:
            self._controller = (socket.gethostname().split(".")[0], "127.0.0.1")
            self.nodes = dict([self._controller])
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SLURM_")},
            "SLURM_CONF": str(self.folder / "slurm.conf"),
        }
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    @staticmethod
    def _path(name):
        return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")

    def _start(self):
        for name in ("munge", "state", *(f"{of_node}/{node}" for of_node in ("spool", "tmp") for node in self.nodes)):
            (self.folder / name).mkdir(mode=0o755, parents=True)
        munge = self.folder / "munge"
        key = munge / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self._daemon("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={munge}/socket",
                     f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")  # fmt: skip
        self._await("munged", (munge / "socket").exists)
        controller_port, daemon_port = free_ports(2)
        (self.folder / "slurm.conf").write_text(
            CONFIGURATION.format(
                controller=self._controller[0],
                address=self._controller[1],
                nodes="\n".join(NODE.format(name=n, address=a, cpus=CPUS) for n, a in self.nodes.items()),
                lost_after=10 if self._hosts else 300,
                patience=5 if self._hosts else 10,
                user=getpass.getuser(),
                folder=self.folder,
                controller_port=controller_port,
                daemon_port=daemon_port,
            ),
            encoding="utf-8",
        )
        self._daemon("slurmctld", "-D")
        for node in self.nodes:
            self._daemon("slurmd", "-D", "-N", node, host=node)
        self._await("slurmd", lambda: len(self.nodes_that_are("IDLE")) == len(self.nodes))

    def nodes_that_are(self, state):
        shown = self.say("scontrol", "--oneliner", "show", "node", check=False)
        return re.findall(rf"NodeName=(\S+) .*State={state}\S*\s", shown)

    def _on(self, host):
        """What goes before a command that is to run on a host."""
        return self._hosts.enter(host or self._controller[0]) if self._hosts else []

    def _daemon(self, name, *words, host=None):
        with open(self.folder / f"{name}.out", "ab") as output:
            process = subprocess.Popen(
                [*self._on(host), self._path(name), *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment,
                start_new_session=True,
                preexec_fn=die_with_the_test,
            )
        self._daemons.append((name, process))

    def _await(self, name, ready, seconds=20):
        end = time.monotonic() + seconds
        while not ready():
            dead = [n for n, process in self._daemons if process.poll() is not None]
            if dead or time.monotonic() > end:
                raise CannotStart(f"{(dead or [name])[0]} does not run: {self._last_words((dead or [name])[0])}")
            time.sleep(0.05)

    def _last_words(self, name):
        files = [self.folder / f"{name}.out", *self.folder.glob(f"{name}*.log"), self.folder / "munge/log"]
        lines = [line for file in files if file.exists() for line in file.read_text(errors="replace").splitlines()]
        return lines[-1] if lines else "it says nothing"

    def stop(self):
        """Ends all jobs, then the daemons, last started first; removes the folder."""
        if any(name == "slurmd" for name, _ in self._daemons):
            self.say("scancel", "--full", f"--user={getpass.getuser()}", check=False)
            end = time.monotonic() + 15
            while self.say("squeue", "--noheader", check=False).strip() and time.monotonic() < end:
                time.sleep(0.1)
        for name, process in reversed(self._daemons):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._daemons = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def say(self, *words, check=True, **options):
        """What a command of Slurm prints."""
        done = subprocess.run(
            [*self._on(None), *map(str, words)],
            env={**self.environment, **options.pop("environment", {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            **options,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{words}: exit status {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def submit(self, *words, **options):
        """Submits a job; returns its number."""
        return int(self.say("sbatch", "--parsable", *words, **options).split(";")[0])

    def fields(self, job):
        """What Slurm knows of a job, of an array's task ("7_3"), or of each task of an array, as a list."""
        shown = self.say("scontrol", "--oneliner", "show", "job", job)
        return [dict(re.findall(r"(\w+)=(\S*)", line)) for line in shown.splitlines() if line.strip()]

    def states(self, job):
        return [fields["JobState"] for fields in self.fields(job)]

    def log(self, lines=12):
        """The last lines of what the daemons have written down."""
        files = [self.folder / "slurmctld.log", *sorted(self.folder.glob("slurmd.*.log"))]
        return "\n".join(line for file in files for line in file.read_text(errors="replace").splitlines()[-lines:])
