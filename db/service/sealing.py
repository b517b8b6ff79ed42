"""Locking a file with a password or a key, in the age format (age-encryption.org); only here is the library known.

The standard tool opens such a file as well: age -d FILE, or age -d -i KEY FILE.
"""

from db.domain.trouble import KnownError

_MARK = b"age-encryption.org/v1"
SHORTEST = 8


def is_sealed(data: bytes) -> bool:
    """Whether these are the bytes (the first 21 are enough) of a file that wants a password."""
    return data.startswith(_MARK)


def seal(data: bytes, password: str, as_text: bool = False) -> bytes:
    """The same, to be opened with `password` only, as lines of letters if asked; KnownError if that is too short."""
    if len(password) < SHORTEST:
        raise KnownError(f"密码太短，至少要 {SHORTEST} 个字。", "请换一个长一些的；忘了密码，谁也打不开。")
    from pyrage import passphrase  # noqa: PLC0415 - only who wants a password waits for it

    return bytes(passphrase.encrypt(data, password, armored=as_text))


def unseal(data: bytes, password: str) -> bytes:
    """What was locked; KnownError if the password is another one, or the file is damaged."""
    from pyrage import passphrase  # noqa: PLC0415 - the same

    if not password:
        raise KnownError("这个文件加了密码。", "请输入打包时设的密码。")
    try:
        return bytes(passphrase.decrypt(data, password))
    except Exception as error:  # a class of the library's own, whatever is wrong
        raise KnownError("密码不对，或者文件已损坏。", "请核对大小写和输入法，再输一次。") from error


# ---- a pair of keys: whoever has the open one locks, only the secret one unlocks


def new_pair() -> tuple[str, str]:
    """An open key and its secret one, in the letters of the format."""
    from pyrage import x25519  # noqa: PLC0415 - the same

    secret = x25519.Identity.generate()
    return str(secret.to_public()), str(secret)


def open_key(secret: str) -> str:
    """The open key that belongs to a secret one; ValueError if it is none."""
    from pyrage import x25519  # noqa: PLC0415 - the same

    try:
        return str(x25519.Identity.from_str(secret).to_public())
    except Exception as error:  # the library's own class
        raise ValueError("no secret key") from error


def seal_to(data: bytes, key: str) -> bytes:
    """The same, to be opened with the secret key that belongs to `key`; ValueError if that is no open key."""
    import pyrage  # noqa: PLC0415 - the same

    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(key)]))
    except pyrage.RecipientError as error:
        raise ValueError("no open key") from error


def unseal_with(data: bytes, secret: str) -> bytes:
    """What was locked for the owner of `secret`; LookupError if for somebody else, ValueError if it is damaged."""
    import pyrage  # noqa: PLC0415 - the same

    try:
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(secret)]))
    except pyrage.DecryptError as error:
        raise (LookupError if "No matching keys" in str(error) else ValueError)("cannot be opened") from error
