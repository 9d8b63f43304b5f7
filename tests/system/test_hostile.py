# SPDX-License-Identifier: Apache-2.0
"""Input that is made to exhaust the program: one line and exit status 2, or an answer, within seconds and 512 MB."""

import os
import subprocess
import threading
import unittest

from program import PROGRAM, SANITIZED, InFolder

MODEL = 'model = "arms_race"\n'
AXIS = MODEL + '[parameters]\n"first.initial" = '
LARGEST = 2 << 20
MOST_BYTES = 512e6
MOST_SECONDS = 10


def filled(head, item, tail=""):
    """The largest document that is `head`, then item(0), item(1), ..., then `tail`."""
    parts, left = [head], LARGEST - len((head + tail).encode())
    for i in range(LARGEST):
        text = item(i)
        left -= len(text.encode())
        if left < 0:
            break
        parts.append(text)
    return "".join(parts) + tail


# name -> a document as large as a document may be, of the kind that takes most memory or time
LARGE = {
    "a list of equal numbers": filled(AXIS + "[", lambda i: "1,", "]"),
    "a list of arrays": filled(AXIS + "[", lambda i: "[],", "]"),
    "a list of tables": filled(AXIS + "[", lambda i: "{},", "]"),
    "a list of nothing": filled(AXIS + "[", lambda i: ",", "]"),
    "keys": filled(MODEL, lambda i: f"k{i}=1\n"),
    "parameters": filled(MODEL + "[parameters]\n", lambda i: f"k{i}=1\n"),
    "dotted names": filled(MODEL + "[parameters]\n", lambda i: f"{i}.a.a.a.a.a.a.a.a.a.a.a.a.a=1\n"),
    "headers": filled(MODEL, lambda i: f"[{i}.a.a.a.a.a.a.a.a.a.a.a.a.a.a]\n"),
    "axes": filled(MODEL, lambda i: f'[[linked]]\naxis="{i}"\nparameters=["x"]\nvalues=[1]\n'),
    "theatres": filled(MODEL + "theatres=[", lambda i: '"a",', "]"),
    "outputs": filled(MODEL + "[output]\nvariables=[", lambda i: f'"*{i}*",', "]"),
    "a long name": filled(MODEL, lambda i: "x", "=1"),
    "a long title": filled(MODEL + 'title="', lambda i: "x", '"'),
    "open brackets": filled(MODEL + "x=", lambda i: "["),
    "open tables": filled(MODEL + "x=", lambda i: "{a="),
    "quotes": filled(MODEL + "title='''", lambda i: "\"'", "'''"),
    "escapes": filled(MODEL + 'title="', lambda i: "\\u0041", '"'),
    "letters that are not ASCII": filled(MODEL + 'title="', lambda i: "\U0001f30d", '"'),
    "more than it may be": filled(MODEL, lambda i: "#") + "##",
    "a million keys": MODEL + "".join(f"k{i}=1\n" for i in range(1_000_000)),
    "a line of 16 MB": MODEL + "#" + "x" * 16_000_000 + "\n",
}

# name -> a document that is taken
TAKEN = {
    "comments": filled(MODEL, lambda i: "#\n"),
    "different numbers": filled(AXIS + "[", lambda i: f"{i},", "]"),
    "axes of a million values": MODEL
    + "[parameters]\n"
    + "".join(f"{side} = {{ from = 0, to = 1, points = 1_000_000 }}\n" for side in ("first.initial", "time")),
    "a mark, and lines that end in two characters": "\ufeff" + MODEL.replace("\n", "\r\n") + "title = 'T'\r\n",
}


class Hostile(InFolder):
    def write(self, name, content):
        content = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(content)

    def plan(self, study="study.toml"):
        """Runs `entente plan` within the bounds of memory and time; returns its status and standard error."""
        process = subprocess.Popen(
            [PROGRAM, "plan", study, "--threads", "1"],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        late = threading.Timer(400, process.kill)
        late.start()
        line = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        late.cancel()
        process.stderr.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        if not SANITIZED:
            self.assertLess(usage.ru_utime + usage.ru_stime, MOST_SECONDS)  # whatever else the machine does
            self.assertLess(usage.ru_maxrss * 1024, MOST_BYTES)
        return process.returncode, line.decode()

    def refuse(self, content, study="study.toml"):
        """The line that refuses a study."""
        self.write("study.toml", content)
        status, line = self.plan(study)
        self.assertEqual(status, 2, line[:2000])
        self.assertEqual(line.count("\n"), 1)
        self.assertTrue(line.endswith("\n"))
        self.assertLess(len(line.encode()), 2100)
        return line[:-1]

    def test_large_documents_are_refused(self):
        for name, text in LARGE.items():
            with self.subTest(name):
                self.assertRegex(
                    self.refuse(text), r"^(study.toml:\d+:\d+: .+|cannot read 'study.toml': it is larger than 2 MiB)$"
                )

    def test_documents_are_taken(self):
        for name, text in TAKEN.items():
            with self.subTest(name):
                self.write("study.toml", text)
                status, line = self.plan()
                self.assertEqual(status, 0, line)

    def test_bytes_that_are_no_text_are_refused(self):
        for content, line in (
            (b"", "study.toml: 'model' is missing"),
            (b"\xef\xbb\xbf", "study.toml: 'model' is missing"),
            (b"\0", "study.toml:1:1: not valid TOML: expected keys, tables, whitespace or comments, saw '\\u0000'"),
            (b"title = '\xff'", "study.toml:1:9: not valid TOML: encountered invalid utf-8 sequence"),
            (MODEL.encode("utf-16"), "study.toml:1:1: not valid TOML: encountered invalid utf-8 sequence"),
            (os.urandom(1000).replace(b"\n", b"\0") + b"\xff", None),
        ):
            with self.subTest(content):
                refusal = self.refuse(content)
                self.assertIn(refusal, (line, refusal if line is None else line))

    def test_tables_are_read_within_bounds(self):
        self.write("study.toml", MODEL + '[design]\nkind = "table"\nfile = "x.csv"\n')
        for name, table, line in (
            ("columns", ",".join(f"c{i}" for i in range(1_000_000)), "x.csv:1:447643: a row of more than 65536 cells"),
            ("quotes", 'time\n"' + "1\n" * 1_000_000, "x.csv:2:1: a cell of more than 1 MiB: is this a table in text form?"),
        ):
            with self.subTest(name):
                self.write("x.csv", table)
                status, refusal = self.plan()
                self.assertEqual((status, refusal), (2, line + "\n"))

    def test_a_table_of_zeros_ends_at_the_first(self):
        self.write("study.toml", MODEL + '[design]\nkind = "table"\nfile = "x.csv"\n')
        with open(self.folder / "x.csv", "wb") as file:
            file.truncate(1 << 40)
        self.assertEqual(self.plan(), (2, "x.csv:1:1: a zero byte: the file is not UTF-8 text (UTF-16?)\n"))

    def test_nothing_is_waited_for(self):
        os.mkfifo(self.folder / "pipe")
        for name, what in (("pipe", "pipe"), ("/dev/zero", "device"), ("/dev/stdin", "device")):
            for text in (
                f'model = "alliance"\ntheatres = ["{name}"]\n',
                f'{MODEL}[design]\nkind = "table"\nfile = "{name}"\n',
                f'model = "conflict_network"\nnetwork = "{name}"\n',
            ):
                with self.subTest(text):
                    self.assertTrue(
                        self.refuse(text).endswith(f"cannot read '{name}': it is a {what}, not a regular file")
                    )
        self.assertEqual(self.refuse("", "/dev/zero"), "cannot read '/dev/zero': it is a device, not a regular file")

    def test_a_study_comes_through_a_pipe(self):
        self.write("study.toml", 'model = "alliance"\ntheatres = ["island.toml"]\nhorizon = 1\n')

        def through_pipe(command):
            line = f'"{PROGRAM}" plan <({command}) -o x.h5'
            return subprocess.run(["bash", "-c", line], cwd=self.folder, capture_output=True, text=True, check=False)

        result = through_pipe("cat study.toml")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("alliance", result.stdout)
        nameless = subprocess.run(
            ["bash", "-c", f'"{PROGRAM}" run <(cat study.toml)'],
            cwd=self.folder, capture_output=True, text=True, check=False,
        )
        self.assertEqual(nameless.returncode, 2)
        self.assertEqual(nameless.stderr, "-o: the study came through a pipe, so name the result file\n")
        result = through_pipe("yes '#'")
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, r"^cannot read '/dev/fd/\d+': it is larger than 2 MiB\n$")

    def test_a_study_that_changes_is_read_once(self):
        stop = threading.Event()
        versions = [MODEL + "#" * n + f"\ntitle = '{n}'\n" for n in (10, 100_000)]

        def rewrite():
            while not stop.is_set():
                for text in versions:
                    self.write("study.toml", text)

        self.write("study.toml", versions[0])
        writer = threading.Thread(target=rewrite)
        writer.start()
        try:
            statuses = {self.plan()[0] for _ in range(20)}
        finally:
            stop.set()
            writer.join()
        self.assertLessEqual(statuses, {0, 2})

    def test_results_stay_below_the_study(self):
        inner = self.folder / "inner"
        inner.mkdir()
        text = MODEL + '[output]\nfile = "{}"\n'
        for name in ("../x.h5", str(self.folder / "x.h5"), "-x.h5"):
            (inner / "study.toml").write_text(text.format(name), encoding="utf-8")
            result = self.call("run", "inner/study.toml", "--quiet", "--force")
            self.assertEqual(result.returncode, 2)
            self.assertRegex(result.stderr, r"^inner/study.toml:3:8: output.file: '.+' .+ \(valid: .+ use -o .+\)\n$")
        self.assertEqual(self.files(), ["inner"])
        self.succeed("run", "inner/study.toml", "--quiet", "--set", "output.file=../x.h5")
        (inner / "study.toml").write_text(text.format("y.h5"), encoding="utf-8")
        self.succeed("run", "inner/study.toml", "--quiet")
        self.succeed("run", "inner/study.toml", "--quiet", "-o", "z.h5")
        self.assertEqual(self.files(), ["inner", "x.h5", "z.h5"])
        self.assertTrue((inner / "y.h5").exists())


if __name__ == "__main__":
    unittest.main()
