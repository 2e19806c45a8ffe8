"""Hypothesis profiles: the same examples on every run, and more of them with XL_TOOLS_LONG=1."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", derandomize=True, max_examples=200, deadline=None, suppress_health_check=_QUIET)
settings.register_profile("long", derandomize=True, max_examples=3000, deadline=None, suppress_health_check=_QUIET)
settings.load_profile("long" if os.environ.get("XL_TOOLS_LONG") else "default")
