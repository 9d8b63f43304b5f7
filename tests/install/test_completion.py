# SPDX-License-Identifier: Apache-2.0
"""What the shells complete, as the installed tree has it."""

import os
import re
import shutil
import subprocess
import unittest

from installed import Installed, call

# $1 is the file to complete by; the rest are the words, of which the last is not finished.
BASH = """
. "$1"; shift
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_entente "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(Installed):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = f"{cls.prefix}/bin:{os.environ['PATH']}"
        for name in ("one.toml", "two.h5", "three.h5.partial", "four.txt", "folder/five.toml"):
            file = cls.folder / "here" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()

    def run_in(self, *words):
        done = subprocess.run(
            [str(word) for word in words],
            check=True,
            capture_output=True,
            text=True,
            cwd=self.folder / "here",
            env={**os.environ, "PATH": self.path, "HOME": str(self.folder)},
        )
        self.assertEqual(done.stderr, "")
        return [line for line in done.stdout.splitlines() if line]

    def bash(self, *words):
        """What bash offers after these words."""
        file = self.prefix / "share/bash-completion/completions/entente"
        return self.run_in("bash", "-c", BASH, "bash", file, "entente", *words)

    def test_offers_every_command(self):
        commands = call(self.program, "--help").split("Subcommands:\n")[1].split("\n\n")[0]
        names = re.findall(r"^  ([a-z]+) ", commands, re.MULTILINE)
        self.assertEqual(self.bash(""), [*names, "--help", "--version"])
        self.assertEqual(self.bash("pl"), ["plan"])
        self.assertEqual(self.bash("nothing"), [])
        self.assertEqual(self.bash("nothing", ""), [])

    def test_offers_every_option_of_a_command(self):
        commands = self.bash("")[:-2]
        self.assertGreater(len(commands), 10)
        for name in commands:
            said = call(self.program, name, "--help")
            options = re.findall(r"^  ((?:-\w,)?--[a-z][a-z-]*)", said, re.MULTILINE)
            words = [word for option in options for word in option.split(",")]
            self.assertEqual(self.bash(name, "-"), words)
        self.assertEqual(self.bash("run", "--th"), ["--threads"])

    def test_offers_the_words_that_an_option_takes(self):
        self.assertEqual(self.bash("run", "--backend", ""), ["tbb", "openmp", "serial"])
        self.assertEqual(self.bash("run", "x.toml", "--backend", "o"), ["openmp"])
        self.assertEqual(self.bash("run", "--isa", "=", "a"), ["avx2", "avx512"])
        self.assertEqual(self.bash("run", "--isa", "="), ["scalar", "sse4", "avx2", "avx512"])
        self.assertEqual(self.bash("run", "--threads", ""), [])

    def test_the_words_are_those_of_the_help_in_all_shells(self):
        texts = {
            shell: (self.prefix / "share" / file).read_text(encoding="utf-8")
            for shell, file in (
                ("bash", "bash-completion/completions/entente"),
                ("zsh", "zsh/site-functions/_entente"),
                ("fish", "fish/vendor_completions.d/entente.fish"),
            )
        }
        help_text = "".join(call(self.program, name, "--help") for name in self.bash("")[:-2])
        values = re.findall(r"^    (--[a-z]+)\) echo (.*) ;;$", texts["bash"], re.MULTILINE)
        self.assertGreater(len(values), 5)
        for option, words in values:
            said = re.search(rf"^  {option} [A-Z].*\n(?:   .*\n)*", help_text, re.MULTILINE)
            self.assertIsNotNone(said, option)
            for word in words.split():
                self.assertRegex(said[0], rf"\b{word}\b")
            self.assertIn(f"{option}) compadd {words} ;;", texts["zsh"])
        for option, words in re.findall(r"-l ([a-z]+) -x -a '(.*)'$", texts["fish"], re.MULTILINE):
            self.assertIn((f"--{option}", words), values)

    def test_offers_models(self):
        models = re.findall(r"^(\w+) +\d+ ", call(self.program, "models"), re.MULTILINE)
        for name in ("models", "new", "validate"):
            self.assertEqual(self.bash(name, ""), models)
        self.assertEqual(self.bash("new", "arm"), ["arms_race"])

    def test_offers_the_files_that_a_command_is_about(self):
        self.assertEqual(sorted(self.bash("run", "")), ["folder", "one.toml"])
        self.assertEqual(self.bash("plan", "folder/"), ["folder/five.toml"])
        self.assertEqual(sorted(self.bash("show", "")), ["folder", "three.h5.partial", "two.h5"])
        self.assertEqual(self.bash("merge", "two.h5", "tw"), ["two.h5"])
        self.assertIn("four.txt", self.bash("run", "one.toml", "-o", ""))
        self.assertIn("four.txt", self.bash("run", "one.toml", "--output", "f"))

    def test_bash_completion_finds_it(self):
        loader = "/usr/share/bash-completion/bash_completion"
        if not os.path.exists(loader):
            self.skipTest("there is no bash-completion")
        load = f"XDG_DATA_DIRS={self.prefix}/share __load_completion entente"
        said = self.run_in("bash", "-c", f". {loader}; {load}; complete -p entente")
        self.assertEqual(said, ["complete -F _entente entente"])

    def test_fish_offers_the_same(self):
        if shutil.which("fish") is None:
            self.skipTest("there is no fish")
        file = self.prefix / "share/fish/vendor_completions.d/entente.fish"

        def fish(line):
            offered = self.run_in("fish", "-N", "-c", f"source {file}; complete -C '{line}'")
            return {word.split("\t")[0] for word in offered}

        self.assertLessEqual({*self.bash(""), "--help"}, fish("entente "))
        self.assertEqual(fish("entente new arm"), {"arms_race"})
        self.assertEqual(fish("entente run --th"), {"--threads"})
        self.assertEqual(fish("entente run one.toml --isa a"), {"avx2", "avx512"})
        self.assertIn("one.toml", fish("entente run "))

    def test_zsh_reads_it(self):
        if shutil.which("zsh") is None:
            self.skipTest("there is no zsh")
        file = self.prefix / "share/zsh/site-functions/_entente"
        self.assertEqual(self.run_in("zsh", "-n", file), [])


if __name__ == "__main__":
    unittest.main()
