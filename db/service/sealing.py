"""Locking a file with a password, in the age format (age-encryption.org); the only place that knows the library.

The standard tool opens such a file as well: age -d FILE.
"""

from db.domain.trouble import KnownError

_MARK = b"age-encryption.org/v1"
SHORTEST = 8


def is_sealed(data: bytes) -> bool:
    """Whether these are the bytes (the first 21 are enough) of a file that wants a password."""
    return data.startswith(_MARK)


def seal(data: bytes, password: str) -> bytes:
    """The same, to be opened with `password` only; KnownError if that is too short."""
    if len(password) < SHORTEST:
        raise KnownError(f"密码太短，至少要 {SHORTEST} 个字。", "请换一个长一些的；忘了密码，谁也打不开。")
    from pyrage import passphrase  # noqa: PLC0415 - only who wants a password waits for it

    return bytes(passphrase.encrypt(data, password))


def unseal(data: bytes, password: str) -> bytes:
    """What was locked; KnownError if the password is another one, or the file is damaged."""
    from pyrage import passphrase  # noqa: PLC0415 - the same

    if not password:
        raise KnownError("这个文件加了密码。", "请输入打包时设的密码。")
    try:
        return bytes(passphrase.decrypt(data, password))
    except Exception as error:  # a class of the library's own, whatever is wrong
        raise KnownError("密码不对，或者文件已损坏。", "请核对大小写和输入法，再输一次。") from error
