#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Submits array.sbatch, and merge.sbatch to follow when all its tasks have succeeded:
#
#     ./submit_array.sh [OPTION of sbatch...] STUDY.toml RESULT.h5 [OPTION of 'entente run'...]
#
# Options of sbatch are those that begin with "-" before the study, in one word, and go to the array alone:
# --array=3,7 submits the tasks 3 and 7 once more. If a task fails, Slurm cancels the merge.
set -eu
here=$(dirname "$0")
options=''
while [ $# -gt 0 ]; do
    case $1 in
    -*' '*) echo "$1: no option of sbatch" >&2; exit 2 ;;
    -*) options="$options $1" ;;
    *) break ;;
    esac
    shift
done
if [ $# -lt 2 ]; then
    echo "usage: $0 [OPTION of sbatch...] STUDY.toml RESULT.h5 [OPTION of 'entente run'...]" >&2
    exit 2
fi
# shellcheck disable=SC2086
array=$(sbatch --parsable $options "$here/array.sbatch" "$@")
array=${array%%;*}
echo "array $array"
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes "$here/merge.sbatch" "$2")
echo "merge ${merge%%;*}"
