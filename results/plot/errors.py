# SPDX-License-Identifier: Apache-2.0
"""What the user asked for cannot be drawn."""


class PlotError(Exception):
    """A line for the user: the problem, and what would be valid."""
