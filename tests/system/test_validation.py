# SPDX-License-Identifier: Apache-2.0
"""entente validate, and docs/validation.md, which is what it prints."""

import unittest

from program import CONFIGS, InFolder

DOCUMENT = CONFIGS.parent / "docs" / "validation.md"


def tables(text):
    """The rows of a Markdown text's tables, under the heading that stands before them."""
    found, heading = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:]
        if line.startswith("|") and not line.startswith(("| source", "|---")):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            found.setdefault(heading, []).append(cells)
    return found


class Validation(InFolder):
    def test_all_numbers_agree(self):
        text = self.succeed("validate")
        self.assertRegex(text, r"\d+ published numbers: all agree\.\n$")
        self.assertNotIn("MISSED", text)
        self.assertRegex(text, r"source +quantity +published +computed +difference +verdict")

    def test_each_instruction_set_alone(self):
        self.assertIn("Computed on scalar;", self.succeed("validate", "--isa", "scalar"))

    def test_one_model(self):
        text = self.succeed("validate", "coalition")
        self.assertIn("Barrett", text)
        self.assertNotIn("deterrence", text)

    def test_refuses_what_is_not_there(self):
        for words, message in (
            (["nato"], "unknown model 'nato'"),
            (["alliance"], "the model alliance has no published numbers"),
            (["--isa", "mmx"], "'mmx' is not an instruction set"),
        ):
            result = self.call("validate", *words)
            self.assertEqual(result.returncode, 2)
            self.assertIn(message, result.stderr)

    def test_the_document_is_what_it_prints(self):
        """But for the last digits, which instruction sets and libraries may turn differently."""
        now = tables(self.succeed("validate", "--markdown"))
        kept = tables(DOCUMENT.read_text(encoding="utf-8"))
        hint = "run ./dev docs"
        self.assertEqual(list(kept), list(now), hint)
        for model, rows in now.items():
            self.assertEqual(len(kept[model]), len(rows), hint)
            for old, new in zip(kept[model], rows):
                (source, quantity, published, computed, _, verdict) = new
                self.assertEqual(old[:3] + old[5:], [source, quantity, published, verdict], hint)
                self.assertAlmostEqual(
                    float(old[3]), float(computed), delta=1e-9 * abs(float(computed)) + 1e-12
                )


if __name__ == "__main__":
    unittest.main()
