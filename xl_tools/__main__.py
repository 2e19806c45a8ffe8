"""`python -m xl_tools` is the command line."""

import sys

from xl_tools.cli import main

sys.exit(main())
