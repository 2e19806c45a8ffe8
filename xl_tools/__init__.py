"""The statutory yearly report on open government information, from official form to published document."""

__version__ = "0.1.0"
