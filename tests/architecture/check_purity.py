# SPDX-License-Identifier: Apache-2.0
"""Kernels neither allocate, throw, lock, print nor read files: the objects that evaluate scenarios
refer to no symbol that could. Usage: check_purity.py OBJECT..."""
import re
import subprocess
import sys

# What evaluation may call: the C library's mathematics, memory copies the compiler inserts, the guard
# against stack overflow, and Highway's choice of target.
ALLOWED = re.compile(
    r"^(exp|log|sqrt|pow|fma|erf|erfc|expm1|log1p|tanh|memcpy|memset|memmove|__stack_chk_fail"
    r"|_GLOBAL_OFFSET_TABLE_|hwy::.*|entente::kernels::.*|__asan_.*|__ubsan_.*|__tsan_.*|__sanitizer_.*)"
)


def foreign_symbols(path: str) -> list[str]:
    """Undefined symbols of an object that evaluation has no business with."""
    listing = subprocess.run(
        ["nm", "--demangle", "--undefined-only", path], check=True, capture_output=True, text=True
    ).stdout
    names = [line.split(maxsplit=1)[1] for line in listing.splitlines() if line.strip()]
    return [name for name in names if not ALLOWED.match(name)]


def main(paths: list[str]) -> int:
    """Checks each object; returns the exit status."""
    if not paths:
        print("no objects to check")
        return 1
    failures = 0
    for path in paths:
        for name in foreign_symbols(path):
            print(f"{path}: refers to {name}")
            failures += 1
    print(f"{len(paths)} objects, {failures} foreign symbols")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
