# SPDX-License-Identifier: Apache-2.0
"""Figures of Entente's result files: `python3 -m plot FILE.h5`."""
