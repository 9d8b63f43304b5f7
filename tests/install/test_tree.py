# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` leaves works from wherever it is moved to."""

import os
import unittest

from installed import BUILD, CMAKE, COMPONENTS, SOURCES, Installed, call, rows


class Tree(Installed):
    def test_names_neither_where_it_was_built_nor_where_it_was_installed(self):
        places = [bytes(str(place), "utf-8") for place in (SOURCES, BUILD, self.first)]
        self.assertGreater(len(self.files()), 50)
        for path in self.files():
            content = path.read_bytes()
            for place in places:
                self.assertNotIn(place, content, path)

    def test_is_the_sum_of_its_components(self):
        for component in COMPONENTS:
            parts = self.folder / "parts"
            call(CMAKE, "--install", BUILD, "--prefix", parts, "--component", component)
        found = {path.relative_to(parts) for path in parts.rglob("*") if path.is_file()}
        self.assertEqual(found, {path.relative_to(self.prefix) for path in self.files()})

    def test_is_found_in_its_own_minor_version_only(self):
        major, minor, _ = map(int, os.environ["ENTENTE_VERSION"].split("."))
        project = self.folder / "versions"
        project.mkdir()
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(versions LANGUAGES CXX)\n"
            'find_package(entente ${WANTED} CONFIG)\nmessage("found: ${entente_FOUND}")\n',
            encoding="utf-8",
        )
        for wanted, found in (
            (f"{major}.{minor}", "1"),
            (f"{major}.{minor + 1}", "0"),
            (f"{major + 1}", "0"),
        ):
            said = self.configure(project, f"-DWANTED={wanted}")
            self.assertIn(f"found: {found}", said, wanted)

    def test_the_program_runs_a_shipped_study(self):
        study = self.prefix / "share/entente/configs/studies/wavering_member.toml"
        found = rows(self.program, study, "--limit", "300", "--set", "horizon=4", cwd=self.folder)
        self.assertGreaterEqual(len(found), 300)
        self.assertIn("complete and sound", call(self.program, "verify", "x.h5", cwd=self.folder))

    def test_the_program_names_the_theatres_where_they_are_now(self):
        (self.folder / "linked").symlink_to(self.program)
        for program in (self.program, self.folder / "linked"):
            study = call(program, "new", "alliance")
            for theatre in ("europe_2019.toml", "asia_2019.toml"):
                self.assertIn(f'"{self.prefix}/share/entente/configs/theatres/{theatre}"', study)
            (self.folder / "alliance.toml").write_text(study, encoding="utf-8")
            said = call(program, "plan", "alliance.toml", cwd=self.folder)
            self.assertRegex(said, r"scenarios +441\n")


if __name__ == "__main__":
    unittest.main()
