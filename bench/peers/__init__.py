"""What a person could use instead, one a file, each used as its own documentation says.

Invariant: a peer is imported when it is first raced, so that one that is not installed costs its lines only.
"""

from __future__ import annotations

import importlib
from typing import Any


def peer(name: str) -> Any:
    """The module that races a peer.

    Raises:
        ModuleNotFoundError: the peer is not installed.
    """
    return importlib.import_module(f"bench.peers.{name}")
