# SPDX-License-Identifier: Apache-2.0
"""`python3 -m plot`."""

import sys

from .command import main

sys.exit(main(program="python3 -m plot"))
