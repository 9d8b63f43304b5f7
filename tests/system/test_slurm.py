# SPDX-License-Identifier: Apache-2.0
"""The batch scripts of configs/cluster, as they are, in a Slurm that this test starts: whatever happens
to their jobs, the result is that of one undisturbed run."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import h5py

from file_contents import OF_RUN, differences
from hosts import CannotMake, Hosts
from program import CONFIGS, LONG, PROGRAM, SANITIZED, THEATRE, InFolder
from slurm_cluster import CPUS, CannotStart, Slurm

SCRIPTS = CONFIGS / "cluster"
WITH_MPI = pathlib.Path(PROGRAM).with_name("entente-mpi")
DONE = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY"}

# Some four seconds on a core, without vectors; and twice that, for several ranks.
STUDY = """\
title = "To be computed in jobs"
model = "alliance"
theatres = ["island.toml"]
horizon = 40

[parameters]
recovery = { from = 0, to = 1, points = 100 }
mirror = { from = 0, to = 1, points = 48 }
"island.belief" = { from = 0.1, to = 0.9, points = 50 }

[output]
variables = ["island.stability", "island.weakest_member", "status"]
"""
LONGER = STUDY.replace("points = 48", "points = 96")
OPTIONS = ("--isa", "scalar", "--tile", "500")


class InSlurm(InFolder):
    """A test that submits jobs. All share one Slurm, and what an undisturbed run computes."""

    slurm = None
    unavailable = None
    study = "jobs"
    may_differ = frozenset(OF_RUN)

    @classmethod
    def setUpClass(cls):
        if SANITIZED:
            raise unittest.SkipTest("a sanitizer makes jobs outlast any patience; other tests watch the program")
        if InSlurm.slurm is None and InSlurm.unavailable is None:
            InSlurm.start()
        if InSlurm.unavailable:
            raise unittest.SkipTest(f"no Slurm can be started here: {InSlurm.unavailable}")

    @staticmethod
    def start():
        try:
            InSlurm.slurm = Slurm()
        except CannotStart as reason:
            InSlurm.unavailable = reason
            return
        unittest.addModuleCleanup(InSlurm.slurm.stop)
        folder = tempfile.TemporaryDirectory(prefix="entente-test-")
        unittest.addModuleCleanup(folder.cleanup)
        InSlurm.common = pathlib.Path(folder.name)
        for name, text in (("island", THEATRE), ("jobs", STUDY), ("ranks", LONGER), ("long", LONG)):
            (InSlurm.common / f"{name}.toml").write_text(text, encoding="utf-8")
        # Half a minute passes before Slurm looks at time limits: the other tests fill it.
        InSlurm.limited = InSlurm.slurm.submit(
            "--partition=urgent", "--time=1", "--cpus-per-task=1", "--mem=200M", SCRIPTS / "one_node.sbatch",
            "long.toml", "x.h5", "--tile", "100000", cwd=InSlurm.common, environment={"ENTENTE": PROGRAM},
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        shutil.copy(self.common / f"{self.study}.toml", self.folder)

    def submit(self, script, *words, cpus=1, options=()):
        """Submits a script as it is, with fewer CPUs; returns the job's number."""
        return self.slurm.submit(
            f"--cpus-per-task={cpus}", "--mem=200M", *options, SCRIPTS / script, *words,
            cwd=self.folder, environment={"ENTENTE": PROGRAM},
        )  # fmt: skip

    def await_(self, what, condition, seconds=90):
        end = time.monotonic() + seconds
        while not (result := condition()):
            self.assertLess(time.monotonic(), end, f"{what}\n{self.logs()}")
            time.sleep(0.05)
        return result

    def ends(self, job):
        """Waits until all of a job has ended; returns its states."""
        return self.await_(f"job {job} does not end", lambda: DONE.issuperset(s := self.slurm.states(job)) and s)

    def succeeds(self, job):
        self.assertEqual(set(self.ends(job)), {"COMPLETED"}, self.logs())

    def history(self, file):
        self.assertTrue((self.folder / file).exists(), f"{sorted(self.folder.iterdir())} {self.logs()}")
        with h5py.File(self.folder / file) as opened:
            return opened.attrs["history"].splitlines()

    def logs(self):
        return "\n".join(f"{file.name}:\n{file.read_text()}" for file in sorted(self.folder.glob("*.log"))) + (
            "\n" + self.slurm.log()
        )

    def has_tiles(self, file, least_bytes=5000):
        """Waits until a run has written some tiles of a result file."""
        journal = self.folder / f"{file}.partial" / "1.journal"
        self.await_("nothing was written", lambda: journal.exists() and journal.stat().st_size > least_bytes)

    def begins_again(self, job):
        """Waits until a job is back in the queue, and has Slurm start it soon, not in two minutes. (Not within
        the second in which it ended: slurmd takes it for the job that it has just killed.)"""

        def is_back():
            (fields,) = self.slurm.fields(job)
            return (fields["JobState"], fields["Restarts"]) == ("PENDING", "1")

        self.await_(f"job {job} is not requeued", is_back)
        self.slurm.say("scontrol", "update", f"jobid={job}", "StartTime=now+2")

    def kill_a_run(self, task):
        """Kills the program alone, as the system does when memory is short; the last rank if there are some."""
        (fields,) = self.slurm.fields(task)
        listed = self.slurm.say("scontrol", "listpids", fields["JobId"]).splitlines()[1:]
        processes = [int(line.split()[0]) for line in listed]
        runs = [p for p in processes if pathlib.Path(f"/proc/{p}/exe").resolve().name.startswith("entente")]
        self.assertTrue(runs, f"no run in {task}")
        os.kill(max(runs), signal.SIGKILL)

    def check_values(self, file):
        """That a file is, bit for bit, that of an undisturbed run outside Slurm (computed once for all tests)."""
        reference = self.common / f"{self.study}.h5"
        if not reference.exists():
            words = ("run", f"{self.study}.toml", "--quiet", *OPTIONS)
            subprocess.run([PROGRAM, *words], cwd=self.common, check=True)
        self.assertEqual(differences(reference, self.folder / file, self.may_differ), [])

    def check_resumed(self, file, job):
        """That a second run went on with what the first had computed, and the result is the right one."""
        lines = self.history(file)
        self.assertEqual(len(lines), 2, lines)
        self.assertRegex(lines[0], rf", Slurm job {job}, nodes \S+$")
        self.assertRegex(lines[1], rf", Slurm job {job}, restart 1, nodes \S+$")
        earlier = re.search(r"([\d,]+) scenarios are of earlier runs", self.logs())
        self.assertIsNotNone(earlier, self.logs())
        self.assertGreater(int(earlier[1].replace(",", "")), 0)
        self.check_values(file)


class OneNode(InSlurm):
    def test_a_job_has_the_threads_that_it_asked_for_and_the_results_of_any_run(self):
        job = self.submit("one_node.sbatch", "jobs.toml", "x.h5", *OPTIONS)
        self.succeeds(job)
        self.check_values("x.h5")
        (line,) = self.history("x.h5")
        self.assertRegex(line, rf"with 1 thread \(tbb, scalar\), Slurm job {job}, nodes \w+$")

    def test_a_mistake_ends_the_job_and_is_not_tried_again(self):
        for words, status, message in (
            (("jobs.toml",), 2, "usage: sbatch one_node.sbatch STUDY.toml RESULT.h5"),
            (("nothing.toml", "x.h5"), 2, "cannot read 'nothing.toml'"),
            (("jobs.toml", "nowhere/x.h5"), 2, "there is no folder nowhere"),
        ):
            with self.subTest(words):
                job = self.submit("one_node.sbatch", *words)
                self.assertEqual(self.ends(job), ["FAILED"])
                (fields,) = self.slurm.fields(job)
                self.assertEqual((fields["ExitCode"], fields["Restarts"]), (f"{status}:0", "0"))
                self.assertIn(message, (self.folder / f"one_node.sbatch-{job}.log").read_text())

    def test_a_job_that_is_requeued_half_way_goes_on(self):
        job = self.submit("one_node.sbatch", "jobs.toml", "x.h5", *OPTIONS)
        self.has_tiles("x.h5")
        self.slurm.say("scontrol", "requeue", job)
        self.begins_again(job)
        self.succeeds(job)
        self.check_resumed("x.h5", job)

    def test_a_job_that_is_preempted_half_way_goes_on(self):
        job = self.submit("one_node.sbatch", "jobs.toml", "x.h5", *OPTIONS, cpus=2)
        self.has_tiles("x.h5")
        urgent = self.slurm.submit(
            "--partition=urgent", f"--ntasks={CPUS - 1}", "--mem=1", "--wrap=true", cwd=self.folder
        )
        self.begins_again(job)
        self.succeeds(urgent)
        self.succeeds(job)
        self.check_resumed("x.h5", job)
        self.assertIn("DUE TO PREEMPTION", self.logs())


class Array(InSlurm):
    def submit_array(self, *options):
        said = self.slurm.say(
            SCRIPTS / "submit_array.sh", "--cpus-per-task=1", "--mem=100M", *options, "jobs.toml", "x.h5", *OPTIONS,
            cwd=self.folder, environment={"ENTENTE": PROGRAM},
        )  # fmt: skip
        return [int(number) for number in re.fullmatch(r"array (\d+)\nmerge (\d+)\n", said).groups()]

    def shard(self, i):
        return f"x.shard-{i}-of-8.h5"

    def check_merged(self, merge):
        self.succeeds(merge)
        self.check_values("x.h5")

    def test_shards_are_merged_when_all_have_succeeded(self):
        array, merge = self.submit_array()
        self.succeeds(array)
        self.assertEqual(len(self.slurm.fields(array)), 8)
        self.check_merged(merge)

    def test_a_task_that_fails_is_submitted_alone_and_one_that_is_interrupted_goes_on(self):
        # Task 8 has the number of the array as its own, by which Slurm would requeue all tasks.
        array, merge = self.submit_array("--array=1-8%4")
        self.has_tiles(self.shard(3), 2000)
        self.kill_a_run(f"{array}_3")
        self.has_tiles(self.shard(8), 2000)
        self.slurm.say("scancel", "--batch", "--signal=USR1", f"{array}_8")
        self.begins_again(f"{array}_8")
        self.ends(array)
        states = {f["ArrayTaskId"]: (f["JobState"], f["Restarts"]) for f in self.slurm.fields(array)}
        expected = {str(task): ("COMPLETED", "0") for task in range(1, 9)}
        self.assertEqual(states, {**expected, "3": ("FAILED", "0"), "8": ("COMPLETED", "1")}, self.logs())
        self.assertEqual(self.ends(merge), ["CANCELLED"])
        self.assertFalse((self.folder / "x.h5").exists())

        again, merge = self.submit_array("--array=3")
        self.succeeds(again)
        self.check_merged(merge)
        self.assertEqual(len(self.history(self.shard(3))), 2)


@unittest.skipUnless(WITH_MPI.exists(), "entente-mpi is not built: there is no MPI")
class WithRanks(InSlurm):
    study = "ranks"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        known = subprocess.run(["srun", "--mpi=list"], env=cls.slurm.environment, capture_output=True, check=False)
        if b"pmix" not in known.stdout + known.stderr:
            raise unittest.SkipTest("this Slurm has no PMIx")

    def submit_ranks(self, ranks=3, script=SCRIPTS / "mpi.sbatch", nodes=1):
        # Open MPI wants to be told that root means it.
        return self.slurm.submit(
            f"--nodes={nodes}", f"--ntasks-per-node={ranks}", "--cpus-per-task=1", "--mem-per-cpu=200M",
            script, "ranks.toml", "x.h5", *OPTIONS, cwd=self.folder,
            environment={"ENTENTE": PROGRAM, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"},
        )  # fmt: skip


class Mpi(WithRanks):
    def check_warned(self, job, ranks):
        self.has_tiles("x.h5", 2000)
        self.slurm.say("scancel", "--batch", "--signal=USR1", job)
        self.begins_again(job)
        self.succeeds(job)
        self.check_resumed("x.h5", job)
        for line in self.history("x.h5"):
            self.assertIn(f"with {ranks} ranks of 1 thread ", line)

    def test_ranks_that_are_warned_half_way_stop_and_go_on(self):
        self.check_warned(self.submit_ranks(), 3)

    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "mpirun binds each rank to a core, and there is only one")
    def test_so_do_those_that_mpirun_starts(self):
        text, edited = re.subn("# (launch=.mpirun)", r"\1", (SCRIPTS / "mpi.sbatch").read_text(encoding="utf-8"))
        self.assertEqual(edited, 1)
        script = self.folder / "edited.sbatch"
        script.write_text(text, encoding="utf-8")
        self.check_warned(self.submit_ranks(2, script), 2)

    def test_a_job_that_loses_a_rank_ends_and_the_next_goes_on(self):
        job = self.submit_ranks()
        self.has_tiles("x.h5", 2000)
        self.kill_a_run(job)
        self.assertEqual(self.ends(job), ["FAILED"], self.logs())
        (fields,) = self.slurm.fields(job)
        self.assertEqual(fields["Restarts"], "0")
        self.succeeds(self.submit_ranks())
        self.check_values("x.h5")
        self.assertEqual(len(self.history("x.h5")), 2)


class Nodes(WithRanks):
    may_differ = frozenset(OF_RUN | {"host"})

    def setUp(self):
        super().setUp()
        surroundings = self.folder / "surroundings"
        surroundings.mkdir()
        try:
            self.hosts = Hosts(surroundings, 4)
            self.addCleanup(self.hosts.remove)
            self.slurm = Slurm(self.hosts)
            self.addCleanup(self.slurm.stop)
        except (CannotMake, CannotStart) as reason:
            self.skipTest(f"no Slurm of several nodes can be started here: {reason}")

    def test_a_job_on_two_nodes_that_loses_one_goes_on_with_another(self):
        job = self.submit_ranks(2, nodes=2)
        self.await_("a rank is missing", lambda: len(self.journals()) == 4)
        begun = self.journal_bytes()
        self.await_("nothing was written", lambda: self.journal_bytes() > begun + 2000)
        placed = {name: set(ranks) for name in self.slurm.nodes if (ranks := self.hosts.ranks(name))}
        self.assertEqual(list(placed.values()), [{0, 1}, {2, 3}])
        self.hosts.turn_off(list(placed)[1])  # the script runs on the other
        self.begins_again(job)
        self.succeeds(job)
        self.assertIn("DUE TO NODE FAILURE", self.logs())
        if len(self.history("x.h5")) > 1:  # the other node may have finished it before Slurm noticed
            self.check_resumed("x.h5", job)
        self.check_values("x.h5")
        for line in self.history("x.h5"):
            self.assertIn("with 4 ranks of 1 thread ", line)


class TimeLimit(InSlurm):
    def setUp(self):
        super().setUp()
        self.folder = self.common

    def test_a_job_is_requeued_before_its_time_is_up_and_not_when_it_is_cancelled(self):
        job = self.limited

        def fields():
            return self.slurm.fields(job)[0]

        self.await_("the job is not requeued", lambda: fields()["Restarts"] != "0")
        self.assertIn(f"interrupted: job {job} goes back into the queue", self.logs())
        self.assertNotIn("DUE TO TIME LIMIT", self.logs())

        # If the other tests took their time, it has run again meanwhile, and waits again.
        def runs_again():
            state = fields()["JobState"]
            if state == "PENDING":
                self.slurm.say("scontrol", "update", f"jobid={job}", "StartTime=now+2", check=False)
                time.sleep(5)  # else it would be put off again and again
            return state == "RUNNING"

        self.await_("the job does not run again", runs_again)
        self.await_("no second run", lambda: self.succeed("show", "x.h5.partial").count("Slurm job") > 1)
        restarts = int(fields()["Restarts"])
        self.slurm.say("scancel", job)
        self.assertEqual(self.ends(job), ["CANCELLED"])
        self.await_("the script goes on", lambda: str(job) not in self.slurm.say("squeue", "--noheader"))
        self.assertEqual(self.slurm.states(job), ["CANCELLED"])
        self.assertEqual(self.logs().count("goes back into the queue"), restarts)


if __name__ == "__main__":
    unittest.main()
