# SPDX-License-Identifier: Apache-2.0
"""What the batch scripts of configs/cluster do by themselves, without Slurm: stand-ins take the place of its
commands. test_slurm.py submits them to a real one."""

import os
import shutil
import subprocess
import unittest

from program import CONFIGS, PROGRAM, InFolder

SCRIPTS = CONFIGS / "cluster"
BATCH = ("one_node.sbatch", "mpi.sbatch", "array.sbatch")


class Scripts(InFolder):
    def test_what_should_be_the_same_in_all_scripts_is(self):
        parts = {(SCRIPTS / name).read_text(encoding="utf-8").split("# ----")[1] for name in BATCH}
        self.assertEqual(len(parts), 1)

    def test_a_missing_program_or_array_is_one_clear_line(self):
        (self.folder / "grid.h5").touch()
        for script, environment, status, message in (
            ("one_node.sbatch", {"ENTENTE": "no-such-entente"}, 1, "no-such-entente: no such program"),
            ("array.sbatch", {"ENTENTE": PROGRAM}, 2, "not a task of an array"),
            ("merge.sbatch", {"ENTENTE": PROGRAM}, 2, "grid.toml.shard-*-of-*.h5: there are no such files"),
        ):
            with self.subTest(script):
                result = self.call_script(script, **environment)
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertIn(message, result.stderr)
                self.assertEqual(len(result.stderr.splitlines()), 1)

    def stand_in(self, name, text):
        """A program of the test's that the scripts take for another."""
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        file.chmod(0o755)

    def call_script(self, script, **environment):
        return subprocess.run(
            ["bash", SCRIPTS / script, "grid.toml", "x.h5"],
            cwd=self.folder,
            env={**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "SLURM_JOB_ID": "7", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )

    def test_only_what_was_interrupted_is_requeued_and_only_where_it_runs(self):
        requeued = self.folder / "requeued"
        self.stand_in("squeue", 'case "$*" in *--jobs=7\\ * | *--jobs=7_3\\ *) echo "$STATE" ;; esac')
        self.stand_in("scontrol", 'echo "$@" >requeued')
        self.stand_in("srun", 'exit "$STATUS"')
        self.stand_in("entente", 'exit "$STATUS"')
        self.stand_in("sleep", "")
        again, no = "requeue 7\n", None
        for status, state, restarts, expected in (
            (130, "RUNNING", "0", again),
            (138, "RUNNING", "99", again),
            (143, "RUNNING", "0", again),
            (130, "RUNNING", "100", no),
            (130, "COMPLETING", "0", no),
            (130, "CANCELLED", "0", no),
            (137, "RUNNING", "0", no),
            (1, "RUNNING", "0", no),
            (2, "RUNNING", "0", no),
        ):
            for script in BATCH:
                with self.subTest(script=script, status=status, state=state, restarts=restarts):
                    requeued.unlink(missing_ok=True)
                    environment = {"ENTENTE": "entente", "STATUS": str(status), "STATE": state}
                    if script == "array.sbatch":
                        environment |= {"SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "3"}
                    result = self.call_script(script, SLURM_RESTART_COUNT=restarts, **environment)
                    self.assertEqual(result.returncode, status, result.stderr)
                    found = requeued.read_text() if requeued.exists() else None
                    task = expected and expected.replace("7", "7_3")
                    self.assertEqual(found, task if script == "array.sbatch" else expected)

    def test_a_controller_that_does_not_answer_at_once_is_asked_again(self):
        self.stand_in("squeue", 'echo squeue >>asked; [ "$(grep -c squeue asked)" -gt 2 ] && echo RUNNING')
        self.stand_in("scontrol", 'echo "$@" >>asked; [ "$(grep -c requeue asked)" -gt 2 ]')
        self.stand_in("entente", "exit 130")
        self.stand_in("sleep", "")
        result = self.call_script("one_node.sbatch", ENTENTE="entente")
        self.assertEqual(result.returncode, 130, result.stderr)
        self.assertEqual((self.folder / "asked").read_text(), "squeue\n" * 3 + "requeue 7\n" * 3)

    def test_an_srun_that_starts_nothing_and_says_that_all_is_well_is_not_believed(self):
        for starts_at, status, message in ((1, 0, ""), (2, 0, "no rank has run\n"), (9, 1, "no rank has run\n" * 3)):
            with self.subTest(starts_at):
                self.stand_in("srun", f"echo >>tries\n[ $(wc -l <tries) -lt {starts_at} ] || touch x.h5")
                result = self.call_script("mpi.sbatch", ENTENTE=PROGRAM)
                self.assertEqual((result.returncode, result.stderr), (status, message))
                for name in ("tries", "x.h5"):
                    (self.folder / name).unlink(missing_ok=True)

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_shellcheck_finds_nothing(self):
        files = [*SCRIPTS.glob("*.sbatch"), *SCRIPTS.glob("*.sh")]
        self.assertGreaterEqual(len(files), 5)
        subprocess.run(["shellcheck", *files], check=True)


if __name__ == "__main__":
    unittest.main()
