# SPDX-License-Identifier: Apache-2.0
"""Figures of analyses: sensitivity indices, screening, scenario discovery, robustness."""
