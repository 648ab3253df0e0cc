"""Settings for the tests that hold with any of them."""

from heeldrive import declared
from hypothesis import strategies as st


def one_setting(setting):
    """A value that a setting may have."""
    if setting.choices:
        return st.sampled_from(setting.choices)
    return st.integers(setting.smallest, setting.largest)


SOME_SETTINGS = st.fixed_dictionaries({}, optional={each.name: one_setting(each) for each in declared()})
