"""Failed assertions of the helpers tell what they compared."""

import pytest

pytest.register_assert_rewrite("hostile.judging_files", "hostile.fuzzing")
