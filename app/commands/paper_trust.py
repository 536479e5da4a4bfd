"""`flask paper trust`: whether what is put on issued papers can be used, one line each."""

from __future__ import annotations

import shlex
import shutil

from app import paper_sign
from config import PaperTrust
from reports.errors import PaperError
from views.printing import agency_seal

OFF = "没有设置"


def faults(trust: PaperTrust) -> list[str]:
    """Return what cannot be used, as the start of the server says it; a fault keeps papers back."""
    told = [paper_sign.fault(trust), _command_fault(trust), _seal_fault(trust)]
    return [f"{words}；修好以前，要用它的公文不能印发。" for words in told if words]


def report(trust: PaperTrust) -> str:
    """Return one line for the signature, the outside service and the seal's image."""
    lines = (
        ("电子签名", trust.sign_p12, paper_sign.fault(trust), _until),
        ("外部电子印章服务", trust.seal_command, _command_fault(trust), _found),
        ("印章图案", trust.seal_image, _seal_fault(trust), _width),
    )
    return "\n".join(
        f"{name}\t{OFF if not given else f'用不了：{fault}' if fault else f'可用，{good(trust)}'}"
        for name, given, fault, good in lines
    )


def _found(_trust: PaperTrust) -> str:
    """Return that the command is there; whether it seals is seen when a paper is issued."""
    return "找得到命令"


def _width(trust: PaperTrust) -> str:
    """Return how wide the seal is printed."""
    return f"直径 {trust.seal_mm:g} 毫米"


def _until(trust: PaperTrust) -> str:
    """Return until when the certificate holds."""
    return f"证书到 {paper_sign.until(trust):%Y-%m-%d}"


def _command_fault(trust: PaperTrust) -> str:
    """Return why the outside service cannot be started."""
    if not trust.seal_command or shutil.which(shlex.split(trust.seal_command)[0]):
        return ""
    return "PAPER_SEAL_COMMAND 的命令找不到"


def _seal_fault(trust: PaperTrust) -> str:
    """Return why the seal's image cannot be printed."""
    try:
        if trust.seal_image:
            agency_seal(trust)
    except PaperError as error:
        return str(error)
    return ""
