"""A process whose settings name a PostgreSQL that does not answer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from casework.faults import Fault
from config.django import database
from register import start

start.start_django("config.django", database("postgresql://clerk:hidden@/x?host=/nowhere"))
home = Path(os.environ["REGISTER_HOME"])
try:
    start.open_register(home / "register.db", blob_folder=home / "blobs", root_key=bytes(32))
except Fault as fault:
    sys.stdout.write("\n".join(fault.lines()))
