"""The obfuscated protection fields CMG, DPB and GC of a PROJECT stream (MS-OVBA 2.4.3)."""

from __future__ import annotations

_VERSION = 2
_NO_PROTECTION = (0).to_bytes(4, "little")
_NO_PASSWORD = b"\x00"
_VISIBLE = b"\xff"


def protection_fields(project_id: str) -> dict[str, str]:
    """CMG, DPB and GC of a project that is neither locked nor hidden (MS-OVBA 2.3.1.15 to 2.3.1.17).

    Our macros are not locked: whoever is asked to trust them can read them.
    """
    return {
        "CMG": encrypt(_NO_PROTECTION, project_id),
        "DPB": encrypt(_NO_PASSWORD, project_id),
        "GC": encrypt(_VISIBLE, project_id),
    }


def encrypt(data: bytes, project_id: str, seed: int = 0) -> str:
    """`data` as hexadecimal digits after MS-OVBA 2.4.3.2.

    The same seed gives the same digits, so that a project built twice is the same, byte for byte.
    """
    key = sum(project_id.encode("ascii")) & 0xFF
    out = [seed, seed ^ _VERSION, seed ^ key]
    clear = key
    # The ignored bytes only blur the length; zeros do as well as any (2.4.3.2, IgnoredEnc).
    ignored = bytes((seed & 6) // 2)
    for byte in ignored + len(data).to_bytes(4, "little") + data:
        out.append(byte ^ (out[-2] + clear) & 0xFF)
        clear = byte
    return bytes(out).hex().upper()
