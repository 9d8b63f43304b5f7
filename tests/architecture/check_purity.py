# SPDX-License-Identifier: Apache-2.0
"""Kernels neither allocate, throw, lock, print nor read files: their functions, those in the
namespaces of Highway's targets, call nothing that could. Usage: check_purity.py OBJECT..."""
import re
import subprocess
import sys

# What evaluation may call: the C library's mathematics, memory copies the compiler inserts, the guard
# against stack overflow, and kernels.
ALLOWED = re.compile(
    r"^(exp|log|sin|sqrt|pow|fma|erf|erfc|expm1|log1p|tanh|floor|memcpy|memset|memmove|__stack_chk_fail"
    r"|(\w+ )?entente::kernels::(N_\w+|scalar)::.*)$"
)
KERNEL = re.compile(r"^(\w+ )?(entente::kernels|hwy)::N_\w+::")
FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
CALL = re.compile(r"R_X86_64_(?:PLT32|PC32|GOTPCRELX?)\s+(.+?)(?:[-+]0x[0-9a-f]+)?$")


def disassembly(path: str) -> str:
    """The code of an object with its relocations."""
    command = ["objdump", "--disassemble", "--reloc", "--demangle", "--no-show-raw-insn", path]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_data(name: str) -> bool:
    """Constants and tables, which are read and not called."""
    return name.startswith((".", "typeinfo", "vtable")) or name == "_GLOBAL_OFFSET_TABLE_"


def calls(path: str) -> tuple[int, list[str]]:
    """How many functions of kernels an object has, and what they call that they should not."""
    function, functions, foreign = "", 0, []
    calling = False
    for line in disassembly(path).splitlines():
        if head := FUNCTION.match(line):
            function = head[1]
            functions += bool(KERNEL.search(function))
            continue
        if found := CALL.search(line):
            name = found[1]
            if calling and KERNEL.search(function) and not is_data(name) and not ALLOWED.match(name):
                foreign.append(f"{function} calls {name}")
            continue
        calling = bool(re.search(r"\s(call|jmp)\s", line))
    return functions, foreign


def main(paths: list[str]) -> int:
    """Checks each object; returns the exit status."""
    failures = 0
    for path in paths:
        functions, foreign = calls(path)
        if functions == 0:
            foreign.append("it has no kernel: is this the right object?")
        for line in foreign:
            print(f"{path}: {line}")
        failures += len(foreign)
    print(f"{len(paths)} objects, {failures} breaches")
    return 1 if failures or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
