# SPDX-License-Identifier: Apache-2.0
#
# Completion for fish: commands, options and models as the program itself lists them.

function __entente_commands
    entente --help 2>/dev/null | awk '$0 == "Subcommands:" { on = 1; next } /^$/ { on = 0 }
        on { name = $1; $1 = ""; sub(/^ /, ""); print name "\t" $0 }'
end

function __entente_options
    set -l words (commandline -opc)
    entente $words[2] --help 2>/dev/null | grep -Eo -- '^  (-[a-z],)?--?[a-z][-a-z]*' | tr -s ' ,' '\n\n' | grep -e -
end

function __entente_models
    entente models 2>/dev/null | awk 'NR == 1 { next } /^$/ { exit } { print $1 }'
end

function __entente_second
    test (count (commandline -opc)) -eq 1
end

# Whether the usage of the command that was given names something.
function __entente_takes
    set -l words (commandline -opc)
    test (count $words) -gt 1; and entente $words[2] --help 2>/dev/null | string match -rq "^Usage: .*$argv[1]"
end

complete -c entente -f
complete -c entente -n __entente_second -a '(__entente_commands) --help --version'
complete -c entente -n 'not __entente_second; and string match -q -- "-*" (commandline -ct)' -a '(__entente_options)'
complete -c entente -n '__entente_takes MODEL' -a '(__entente_models)'
complete -c entente -n '__entente_takes STUDY' -a '(__fish_complete_suffix .toml)'
complete -c entente -n '__entente_takes "(FILE|SHARD)"' -a '(__fish_complete_suffix .h5)'
complete -c entente -n 'not __entente_second' -l backend -x -a 'tbb openmp serial'
complete -c entente -n 'not __entente_second' -l isa -x -a 'scalar sse4 avx2 avx512'
complete -c entente -n 'not __entente_second' -l pin -x -a 'auto on off'
complete -c entente -n 'not __entente_second' -s o -l output -r
