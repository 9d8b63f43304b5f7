# SPDX-License-Identifier: Apache-2.0
"""The man pages say of each command what the program says, and are well formed."""

import re
import shutil
import subprocess
import unittest

from installed import MPI, Installed, call

OPTION = re.compile(r"^  ((?:-\w,)?--?[a-z][a-z-]*)", re.MULTILINE)
SUMMARY = re.compile(r"^  ([a-z]+) +(.+)$", re.MULTILINE)


def plain(page):
    """A page as text: one line for each paragraph, words without the marks of the language."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^\.\\\".*$|^\.(Bl|El|Pp|Bd|Ed).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\.(It|Ss|Op|Ar|Cm|Nm|Nd|Sh) ?", "", text, flags=re.MULTILINE)
    for mark, meant in ((r"\-", "-"), (r"\(aq", "'"), (r"\(ga", "`"), (r"\&", ""), (r"\e", "\\")):
        text = text.replace(mark, meant)
    return " ".join(text.split())


class Manual(Installed):
    def pages(self):
        return self.prefix / "share/man/man1"

    def commands(self):
        """Each command and its summary, as the program lists them."""
        listed = call(self.program, "--help").split("Subcommands:\n")[1].split("\n\n")[0]
        return dict(SUMMARY.findall(listed))

    def test_has_a_page_for_each_command_and_no_other(self):
        names = {"entente", "entente-plot", *(f"entente-{name}" for name in self.commands())}
        if MPI:
            names.add("entente-mpi")
        self.assertGreaterEqual(len(names), 13)
        self.assertEqual({page.stem for page in self.pages().glob("*")}, names)

    def test_lists_every_command(self):
        text = plain(self.pages() / "entente.1")
        for name, summary in self.commands().items():
            self.assertIn(f"Xr entente-{name} 1 {summary}", text)

    def test_says_all_that_the_help_of_a_command_says(self):
        for name in self.commands():
            said = call(self.program, name, "--help")
            text = plain(self.pages() / f"entente-{name}.1")
            parts = re.split(r"  +|\n+", re.sub(r"(?m)^Usage: .*$|^[A-Z].*:$", "", said))
            parts = [part for part in parts[1:] if part and not re.match(r"-|[A-Z. ]+$", part)]
            self.assertGreater(len(parts), 2)
            for part in parts:
                for sentence in re.split(r"(?<=[.:;]) +", part):
                    self.assertIn(sentence, text, name)

    def test_has_every_option_of_a_command_and_no_other(self):
        for name in self.commands():
            said = OPTION.findall(call(self.program, name, "--help"))
            page = (self.pages() / f"entente-{name}.1").read_text(encoding="utf-8")
            found = [
                ",".join("-" + word.replace(r"\-", "-") for word in re.findall(r"Fl (\S+)", line))
                for line in re.findall(r"^\.It (Fl .*)$", page, re.MULTILINE)
            ]
            self.assertEqual(found, said, name)

    def test_of_the_figures_has_every_option_and_no_other(self):
        said = call(self.prefix / "bin/entente-plot", "--help")
        said = said.split("options:")[1].split("examples:")[0]
        options = set(re.findall(r"^  (--?[a-z]+)", said, re.MULTILINE))
        page = (self.pages() / "entente-plot.1").read_text(encoding="utf-8")
        found = re.findall(r"^\.It Fl (?:h , Fl )?(\S+)", page, re.MULTILINE)
        options = {"--help" if option == "-h" else option for option in options}
        self.assertEqual({"-" + word.replace(r"\-", "-") for word in found}, options)

    def test_is_well_formed(self):
        mandoc = shutil.which("mandoc")
        if mandoc is None:
            self.skipTest("there is no mandoc")
        pages = [page for page in self.pages().glob("*") if page.stem != "entente-mpi"]
        done = subprocess.run(
            [mandoc, "-Tlint", "-Wwarning", *pages], check=False, capture_output=True, text=True
        )
        self.assertEqual((done.stdout, done.stderr), ("", ""))


if __name__ == "__main__":
    unittest.main()
